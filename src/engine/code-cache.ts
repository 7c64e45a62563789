/** Decoded code: a record for each byte of each page that was executed, and breakpoints among them. */
import { assert, present } from '../foundation/assert.ts';
import type { LinearAddress } from '../foundation/addresses.ts';
import {
  codeIndex,
  codeIndexBytes,
  codePageBytes,
  codePagesMax,
  codePool,
  cpuCell,
  decodedBits,
  enteredBy,
  pageFlag,
  pageFlags,
  ramBase,
  recordBytes,
  recordField,
} from '../memory/layout.ts';
import { instructionBytesMax } from '../memory/code-pages.ts';
import { Decoder } from '../isa/decode/decoder.ts';
import type { CpuModel } from '../isa/cpuid.ts';
import type { FeatureName } from '../isa/features.ts';
import type { Decoded } from '../isa/decode/instruction.ts';
import type { Placement } from './placement.ts';
import { fixedHandler } from './placement.ts';
import type { LinearMemory } from './views.ts';

const pageBytes = 4096;

/** Whether a CPU (by its index) that has come to a breakpoint stops there. */
export type StopRule = (cpu: number) => boolean;

interface CodePage {
  readonly physicalPage: number;
  readonly mode: number;
}

export class CodeCache {
  readonly #memory: LinearMemory;
  readonly #placements: readonly Placement[];
  readonly #decoder: Decoder;
  #pages: CodePage[] = [];
  /** Grows each time all decoded code is forgotten: addresses of records are good within one. */
  generation = 0;
  /** Off while time is travelled: what is gone through again is not counted again. */
  isCounting = true;
  /** Where breakpoints and counters stand: linear addresses, and how many share an offset. */
  readonly #breakpoints = new Map<bigint, readonly StopRule[]>();
  readonly #counters = new Map<bigint, number>();
  readonly #offsets = new Uint16Array(pageBytes);
  /** Bytes of a page-crossing instruction, brought together. */
  readonly #joined = new Uint8Array(2 * instructionBytesMax);

  constructor(
    memory: LinearMemory,
    placements: readonly Placement[],
    hidden: ReadonlySet<FeatureName>,
    vendor: CpuModel['vendor'],
  ) {
    this.#memory = memory;
    this.#decoder = new Decoder(hidden, vendor);
    this.#placements = placements;
  }

  /** Records of a page for code of this mode; undefined when the pool is full. */
  allocate(physicalPage: number, mode: number): number | undefined {
    const { i32, u8, u16 } = this.#memory;
    assert(this.#isMemory(physicalPage), 'code outside of RAM and ROM');
    if (this.#pages.length === codePagesMax) return undefined;
    const records = codePool + this.#pages.length * codePageBytes;
    this.#pages.push({ physicalPage, mode });
    i32[(codeIndex + mode * codeIndexBytes) / 4 + physicalPage] = records;
    u8[pageFlags + physicalPage] = (u8[pageFlags + physicalPage] ?? 0) | pageFlag.code;
    u16[(records + pageBytes * recordBytes) / 2] = fixedHandler.pageEnd;
    return records;
  }

  #isMemory(frame: number): boolean {
    const { ramBytes, romBytes } = this.#memory;
    return frame < (ramBytes + romBytes) / pageBytes;
  }

  /** Forgets all decoded code; no CPU may stand at a record afterwards. */
  clear(): void {
    const { i32, u8 } = this.#memory;
    for (const { physicalPage, mode } of this.#pages) {
      i32[(codeIndex + mode * codeIndexBytes) / 4 + physicalPage] = 0;
      u8[pageFlags + physicalPage] = (u8[pageFlags + physicalPage] ?? 0) & ~pageFlag.code;
    }
    u8.fill(0, codePool, codePool + this.#pages.length * codePageBytes);
    this.#pages = [];
    this.generation += 1;
  }

  /** Fills a record from the bytes of its page; one that needs the next page says so. */
  decode(record: number): void {
    const at = record - codePool;
    const page = present(this.#pages[Math.floor(at / codePageBytes)], 'the page of a record');
    const offset = (at % codePageBytes) / recordBytes;
    const start = ramBase + page.physicalPage * pageBytes;
    const { u8 } = this.#memory;
    const out = this.#decoder.decode({
      bytes: u8,
      at: start + offset,
      end: start + pageBytes,
      mode: page.mode,
      pageOffset: offset,
      mayStay: true,
    });
    let handler: number = fixedHandler.straddle;
    if (out.length === 0) this.#setStride(record, instructionBytesMax);
    else handler = this.#write(record, out);
    const byte = record - offset * recordBytes + decodedBits + (offset >> 3);
    u8[byte] = (u8[byte] ?? 0) | (1 << (offset & 7));
    this.#place(record, offset, handler);
  }

  /** Decodes an instruction that ends in `nextPage` into the CPU's own records. */
  decodeStraddling(cpu: number, record: number, nextPage: number): void {
    const at = record - codePool;
    const page = present(this.#pages[Math.floor(at / codePageBytes)], 'the page of a record');
    const offset = (at % codePageBytes) / recordBytes;
    const { u8, u16 } = this.#memory;
    const head = pageBytes - offset;
    const first = ramBase + page.physicalPage * pageBytes + offset;
    this.#joined.set(u8.subarray(first, first + head));
    if (this.#isMemory(nextPage)) {
      const rest = ramBase + nextPage * pageBytes;
      this.#joined.set(u8.subarray(rest, rest + instructionBytesMax), head);
    } else this.#joined.fill(0xff, head);
    const out = this.#decoder.decode({
      bytes: this.#joined,
      at: 0,
      end: this.#joined.length,
      mode: page.mode,
      pageOffset: offset,
      mayStay: false,
    });
    const own = cpu + cpuCell.straddle;
    u16[own / 2] = this.#write(own, out);
    for (let next = 1; next <= instructionBytesMax; next++) {
      u16[(own + next * recordBytes) / 2] = fixedHandler.pageEnd;
    }
  }

  /** Stops CPUs at `address` that `rule` lets stop; several rules may stand there. */
  insertBreakpoint(address: LinearAddress, rule: StopRule): void {
    this.#breakpoints.set(address, [...(this.#breakpoints.get(address) ?? []), rule]);
    this.#cover(address);
  }

  removeBreakpoint(address: LinearAddress, rule: StopRule): void {
    const rules = this.#breakpoints.get(address) ?? [];
    const others = rules.filter((other) => other !== rule);
    assert(others.length === rules.length - 1, 'a breakpoint at this address');
    if (others.length === 0) this.#breakpoints.delete(address);
    else this.#breakpoints.set(address, others);
    this.#uncover(address);
  }

  /** Counts from 0, or anew, how often the instruction at `address` is begun. */
  insertCounter(address: LinearAddress): void {
    if (!this.#counters.has(address)) this.#cover(address);
    this.#counters.set(address, 0);
  }

  removeCounter(address: LinearAddress): void {
    if (this.#counters.delete(address)) this.#uncover(address);
  }

  /** The count at each address that is counted. */
  get counts(): ReadonlyMap<bigint, number> {
    return this.#counters;
  }

  /**
   * `cpu` is about to begin the instruction at `address`, of which `record` is the decoded form:
   * whether it stops before it. A record where nothing stands is not asked again, as long as its
   * page is entered by one address only.
   */
  meets(address: bigint, cpu: number, record: number): boolean {
    const rules = this.#breakpoints.get(address);
    if (rules === undefined && !this.#counters.has(address)) {
      if (!this.#isAliased(record)) this.#release(record);
      return false;
    }
    if (rules?.some((rule) => rule(cpu)) === true) return true;
    // What stops before the instruction has not begun it; whoever goes on from there has.
    const count = this.isCounting ? this.#counters.get(address) : undefined;
    if (count !== undefined) this.#counters.set(address, count + 1);
    return false;
  }

  #cover(address: LinearAddress): void {
    const offset = Number(address & 0xfffn);
    this.#offsets[offset] = (this.#offsets[offset] ?? 0) + 1;
    this.#eachDecoded(offset, (record, handler) => {
      if (handler !== fixedHandler.breakpoint) this.#place(record, offset, handler);
    });
  }

  #uncover(address: LinearAddress): void {
    const offset = Number(address & 0xfffn);
    this.#offsets[offset] = (this.#offsets[offset] ?? 0) - 1;
    if (this.#offsets[offset] === 0) this.#eachDecoded(offset, (record) => this.#release(record));
  }

  /** The record's own handler again. */
  #release(record: number): void {
    const { u16 } = this.#memory;
    u16[record / 2] = u16[(record + recordField.behind) / 2] ?? 0;
  }

  /** Whether the record's page is entered by several linear addresses. A CPU's own record is not in one. */
  #isAliased(record: number): boolean {
    if (record < codePool) return true;
    const page = record - ((record - codePool) % codePageBytes);
    const { i32 } = this.#memory;
    return i32[(page + enteredBy) / 4] === -1 && i32[(page + enteredBy) / 4 + 1] === -1;
  }

  /** Whether a decoded instruction, of any mode, lies on these physical bytes of one page. */
  isExecuted(physical: number, bytes: number): boolean {
    const { i32, u8, u16 } = this.#memory;
    const [page, offset] = [Math.floor(physical / pageBytes), physical % pageBytes];
    return [0, 1, 2].some((mode) => {
      const records = i32[(codeIndex + mode * codeIndexBytes) / 4 + page] ?? 0;
      if (records === 0) return false;
      const first = Math.max(0, offset - instructionBytesMax + 1);
      for (let start = first; start < offset + bytes && start < pageBytes; start += 1) {
        const bits = u8[records + decodedBits + (start >> 3)] ?? 0;
        if (((bits >> (start & 7)) & 1) === 0) continue;
        const stride = u16[(records + start * recordBytes + recordField.stride) / 2] ?? 0;
        if (start + stride / recordBytes > offset) return true;
      }
      return false;
    });
  }

  /** The page of these records has a second linear address: all of its records are asked again. */
  aliased(records: number): void {
    for (let offset = 0; offset < pageBytes; offset += 1) {
      if ((this.#offsets[offset] ?? 0) === 0) continue;
      const record = records + offset * recordBytes;
      const handler = this.#memory.u16[record / 2] ?? 0;
      const isOwn = handler !== fixedHandler.decode && handler !== fixedHandler.breakpoint;
      if (isOwn) this.#place(record, offset, handler);
    }
  }

  /** The record's handler, or the breakpoint case in front of it where one may stand. */
  #place(record: number, offset: number, handler: number): void {
    const { u16 } = this.#memory;
    const covered = (this.#offsets[offset] ?? 0) > 0;
    u16[(record + recordField.behind) / 2] = handler;
    u16[record / 2] = covered ? fixedHandler.breakpoint : handler;
  }

  #eachDecoded(offset: number, body: (record: number, handler: number) => void): void {
    this.#pages.forEach((_page, at) => {
      const record = codePool + at * codePageBytes + offset * recordBytes;
      const handler = this.#memory.u16[record / 2] ?? 0;
      if (handler !== fixedHandler.decode) body(record, handler);
    });
  }

  #setStride(record: number, length: number): void {
    this.#memory.u16[(record + recordField.stride) / 2] = length * recordBytes;
  }

  /** Writes all fields but the handler, which it gives back. */
  #write(record: number, out: Decoded): number {
    const { u8, u16, i32 } = this.#memory;
    const placement = present(this.#placements[out.variant], 'the place of a variant');
    const half = record / 2;
    this.#setStride(record, out.length);
    u16[half + recordField.a / 2] = out.a;
    u16[half + recordField.b / 2] = out.b;
    u16[half + recordField.base / 2] = out.base;
    u16[half + recordField.index / 2] = out.index;
    i32[(record + recordField.displacement) / 4] = out.displacement;
    i32[(record + recordField.immediate) / 4] = out.immediateLow;
    i32[(record + recordField.immediate + 4) / 4] = out.immediateHigh;
    u8[record + recordField.scale] = out.scale;
    u8[record + recordField.flags] = out.flags;
    u16[half + recordField.segment / 2] = out.segment;
    u16[half + recordField.meaning / 2] = placement.meaning;
    return placement.handler;
  }
}
