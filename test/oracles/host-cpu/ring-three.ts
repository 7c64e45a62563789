/** Our side of the host-CPU oracle: the same user-mode world as harness.c, with a kernel around it. */
import { cpuAddress } from '../../../src/engine/engine.ts';
import type { CpuModel } from '../../../src/isa/cpuid.ts';
import { cpuModels } from '../../../src/isa/cpuid.ts';
import { featureNames } from '../../../src/isa/features.ts';
import { errorCodeMask } from '../../../src/isa/vectors.ts';
import { cpuCell, ramBase } from '../../../src/memory/layout.ts';
import type { BareMachine } from '../../machine/bare-machine.ts';
import { bareMachine, place, setSegment } from '../../machine/bare-machine.ts';
import {
  codeBase,
  codeBytes,
  dataBase,
  dataBytes,
  gsBase,
  request,
  writableBytes,
} from './records.ts';
import { VectorState } from './vector-state.ts';

/** Where the kernel's half of the address space begins, as on Linux. */
const systemBase = 0xffff_8000_0000_0000n;
const tables = { pdpt: 0x30_0000, pd: 0x30_1000, data: 0x30_2000, code: 0x30_3000 } as const;
/** What Linux has in its GDT below the task register, as far as ring 3 may know of it. */
// prettier-ignore
const linuxDescriptors: readonly bigint[] = [
  0n, 0x00cf9b000000ffffn, 0x00af9b000000ffffn, 0x00cf93000000ffffn, 0x00cffb000000ffffn,
  0x00cff3000000ffffn, 0x00affb000000ffffn, 0n,
];
const ldtBytes = 16;

const physical = { data: 0x40_0000, code: 0x41_0000, ldt: 0x6800 } as const;

/** Base 31:24 and 23:0 of a descriptor. */
const baseBits = (base: number): bigint =>
  (BigInt(base & 0xffffff) << 16n) | (BigInt(base >>> 24) << 56n);

/** What one instruction did: the vector that followed it, and the state in the frame. */
export interface Result {
  vector: number;
  error: number;
  flags: number;
  rip: bigint;
  cr2: bigint;
}

/** A CPU of this maker, with all that the machine executes. */
function everythingOf(vendor: CpuModel['vendor']): string {
  const model = cpuModels.find((known) => known.vendor === vendor)?.name ?? '';
  return [model, ...featureNames.map((name) => `+${name}`)].join(',');
}

export class RingThree {
  readonly #bare: BareMachine;
  readonly #view: DataView;
  readonly #u8: Uint8Array;
  readonly #cpu = cpuAddress(0);
  /** The registers after the last case, in the order of their encoding. */
  readonly registers: Uint8Array;
  /** The data pages. */
  readonly data: Uint8Array;
  /** The floating-point and vector state after the last case. */
  readonly state: VectorState;
  readonly result: Result = { vector: 0, error: 0, flags: 0, rip: 0n, cr2: 0n };

  constructor(contents: Uint8Array, vendor: CpuModel['vendor']) {
    const cpu = everythingOf(vendor);
    this.#bare = bareMachine({ code: new Uint8Array(0), ring: 3, systemBase, cpu });
    const { memory } = this.#bare.engine;
    this.#view = memory.view;
    this.#u8 = memory.u8;
    this.registers = this.#u8.subarray(this.#cpu, this.#cpu + 128);
    this.data = this.#u8.subarray(ramBase + physical.data, ramBase + physical.data + dataBytes);
    this.data.set(contents);
    this.state = new VectorState(this.#u8, this.#view, this.#cpu);
    this.#bare.set('cr0', 0x8005_0033);
    this.#map();
    this.#describe();
    this.#enableVectors();
  }

  /** The GDT and LDT of harness.c, for the instructions that ask about selectors. */
  #describe(): void {
    const bare = this.#bare;
    linuxDescriptors.forEach((value, at) => bare.poke64(place.gdt + at * 8, value));
    const data = 0x0040f3000000_0000n | BigInt(writableBytes - 1) | baseBits(dataBase);
    bare.poke64(physical.ldt, data);
    bare.poke64(
      physical.ldt + 8,
      0x0000fb000000_0000n | BigInt(codeBytes - 1) | baseBits(codeBase),
    );
    const base = systemBase + BigInt(physical.ldt);
    setSegment(bare.engine, 0, 'ldtr', {
      selector: 0x50,
      base,
      limit: ldtBytes - 1,
      attributes: 0x82,
    });
  }

  /** The upper half keeps the tables of the bare machine, for the system only. */
  #map(): void {
    const bare = this.#bare;
    bare.poke64(place.pml4 + 256 * 8, BigInt(place.pdpt) | 3n);
    bare.poke64(place.pml4, BigInt(tables.pdpt) | 7n);
    bare.poke64(tables.pdpt, BigInt(tables.pd) | 7n);
    bare.poke64(tables.pd + (dataBase >>> 21) * 8, BigInt(tables.data) | 7n);
    bare.poke64(tables.pd + (codeBase >>> 21) * 8, BigInt(tables.code) | 7n);
    for (let page = 0; page < dataBytes / 4096; page++) {
      const rights = page < writableBytes / 4096 ? 7n : 5n;
      bare.poke64(tables.data + page * 8, BigInt(physical.data + page * 4096) | rights);
    }
    for (let page = 0; page < 2; page++) {
      bare.poke64(tables.code + page * 8, BigInt(physical.code + page * 4096) | 7n);
    }
  }

  /** As Linux has it: CR0.MP and NE; CR4.OSFXSR, OSXMMEXCPT and OSXSAVE; x87, SSE and AVX. */
  #enableVectors(): void {
    const bare = this.#bare;
    bare.set('cr0', bare.get('cr0') | 0x22n);
    bare.set('cr4', bare.get('cr4') | 0x600n | (1n << 18n));
    bare.engine.setCell64(0, cpuCell.xcr0, 7n);
  }

  /** The code pages as they are when the harness starts. */
  startBatch(): void {
    const from = ramBase + physical.code;
    this.#u8.fill(0xcc, from, from + codeBytes);
    this.#bare.engine.written(physical.code, codeBytes);
  }

  /** Runs the case at `at` of `requests`; its poke must be in the data already. */
  run(requests: Uint8Array, view: DataView, at: number): Result {
    const { engine, computer } = this.#bare;
    const codeOffset = view.getUint32(at + request.codeOffset, true);
    const length = requests[at + request.length] ?? 0;
    const code = physical.code + codeOffset;
    this.#u8.set(requests.subarray(at + request.code, at + request.code + length), ramBase + code);
    engine.written(code, length);
    this.#enterUser(codeOffset, requests[at + request.mode] ?? 2);
    computer.writeRegister(0, 'eflags', BigInt(view.getUint32(at + request.flags, true)));
    this.registers.set(requests.subarray(at, at + 128));
    this.state.load(requests.subarray(at + request.state, at + request.bytes));
    this.#bare.step();
    return this.#leave();
  }

  /** The segments of harness.c: flat ones, but ES and the code of 16-bit cases. */
  #enterUser(codeOffset: number, mode: number): void {
    const { engine } = this.#bare;
    const cpu = cpuAddress(0);
    const flat = { attributes: 0xcf3 };
    const code = { limit: 0xffffffff, base: 0n };
    if (mode === 2) setSegment(engine, 0, 'cs', { ...code, selector: 0x33, attributes: 0xafb });
    else if (mode === 1) setSegment(engine, 0, 'cs', { ...code, selector: 0x23, attributes: 0xcfb });
    else setSegment(engine, 0, 'cs', { selector: 0x0f, base: BigInt(codeBase), limit: codeBytes - 1, attributes: 0xfb }); // prettier-ignore
    setSegment(engine, 0, 'ss', { ...flat, selector: 0x2b });
    setSegment(engine, 0, 'ds', { ...flat, selector: 0x2b });
    setSegment(engine, 0, 'es', { selector: 0x07, base: BigInt(dataBase), limit: writableBytes - 1, attributes: 0x4f3 }); // prettier-ignore
    setSegment(engine, 0, 'fs', { selector: 0, attributes: 0 });
    setSegment(engine, 0, 'gs', { selector: 0, base: BigInt(gsBase), attributes: 0 });
    // Mostly the translations of earlier cases are still known, sometimes all is new.
    if (codeOffset % 16 === 0) engine.exports.flushTlb(cpu);
    engine.exports.updateMode(cpu);
    engine.setCell(0, cpuCell.record, 0);
    engine.setCell64(0, cpuCell.rip, BigInt((mode === 0 ? 0 : codeBase) + codeOffset));
  }

  /** The frame on the ring 0 stack tells what became of the instruction. */
  #leave(): Result {
    const { engine } = this.#bare;
    const { result } = this;
    const handler = Number(BigInt.asUintN(24, engine.cell64(0, cpuCell.rip)));
    result.vector = (handler - place.handlers) / 16;
    const frame = ramBase + Number(BigInt.asUintN(24, engine.cell64(0, cpuCell.rsp)));
    const hasError = result.vector < 32 && ((errorCodeMask >> result.vector) & 1) === 1;
    const at = frame + (hasError ? 8 : 0);
    result.error = hasError ? this.#view.getUint32(frame, true) : 0;
    result.rip = this.#view.getBigUint64(at, true);
    result.flags = this.#view.getUint32(at + 16, true);
    result.cr2 = engine.cell64(0, cpuCell.cr2);
    this.registers.set(this.#u8.subarray(at + 24, at + 32), 32);
    this.state.save();
    return result;
  }
}
