/** The one linear memory and the ways TypeScript looks at it. */
import { ramBase } from '../memory/layout.ts';

export interface LinearMemory {
  readonly memory: WebAssembly.Memory;
  readonly u8: Uint8Array<ArrayBuffer>;
  readonly u16: Uint16Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  readonly view: DataView<ArrayBuffer>;
  readonly ramBytes: number;
  /** Bytes of read-only memory, behind RAM here; a guest finds them below 4 GiB. */
  readonly romBytes: number;
}

/** Room for the machine's state, guest RAM and ROM; pages never touched cost nothing. */
export function createLinearMemory(ramBytes: number, romBytes = 0): LinearMemory {
  const pages = Math.ceil((ramBase + ramBytes + romBytes) / 65536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { buffer } = memory;
  return {
    memory,
    u8: new Uint8Array(buffer),
    u16: new Uint16Array(buffer),
    i32: new Int32Array(buffer),
    u32: new Uint32Array(buffer),
    view: new DataView(buffer),
    ramBytes,
    romBytes,
  };
}
