/** Instances of the catalogue's user-mode instructions, each with a state worth starting from. */
import { flagBit } from '../../../src/isa/flags.ts';
import type { CatalogueRow } from '../../../src/isa/catalogue.ts';
import { opcodeMaps } from '../../../src/isa/catalogue.ts';
import type { OperandCode } from '../../../src/isa/row.ts';
import { hostVendor } from './host.ts';
import type { Chance } from './records.ts';
import {
  codeBase,
  codeBytes,
  dataBase,
  gsBase,
  pokeBytes,
  request,
  writableBytes,
} from './records.ts';
import {
  image,
  imagePlaces,
  someHeader,
  somePoolBytes,
  worksOnImages,
  writeState,
} from './vector-state.ts';

/** Rows that user-mode code of this host cannot be compared on, and why. */
// prettier-ignore
const excluded: Readonly<Record<string, string>> = {
  xgetbv: 'the values differ', xsetbv: 'the system\'s', cpuid: 'the models differ', rdtsc: 'time differs',
  sgdt: 'UMIP', sidt: 'UMIP', sldt: 'UMIP', str: 'UMIP', smsw: 'UMIP',
  int1: 'hypervisors that intercept #DB report the wrong rip',
  int: 'system calls, and gates of Linux', jmpFar: 'needs descriptors', callFar: 'needs descriptors',
  iret: 'needs descriptors',
  rdtscp: 'time differs', rdrand: 'chance', rdseed: 'chance', rdpid: 'the values differ',
  rdfsbase: 'the values differ', rdgsbase: 'the values differ', rdpkru: 'the values differ',
  wrfsbase: 'would change the harness', wrgsbase: 'would change the harness',
  wrpkru: 'would change the harness', monitor: 'AMD has it in ring 3 where the system allows it',
  mwait: 'AMD has it in ring 3 where the system allows it',
  syscall: 'system calls', sysenter: 'system calls', sysexit: 'makers differ',
  iretLong: 'needs descriptors', movToSegment: 'would change the harness',
};

/** Features that Linux calls by another name, beyond its underscores. */
const linuxNames: Readonly<Record<string, string>> = { sse3: 'pni' };

/** Whether this host has what a row needs, by the flags in /proc/cpuinfo. */
const isOnHost = ({ feature }: CatalogueRow, host: ReadonlySet<string>): boolean =>
  feature === undefined || host.has(linuxNames[feature] ?? feature.replaceAll(/[-.]/g, '_'));

/** Code size: 0 is 16 bits, 1 is 32, 2 is 64. */
export type Mode = 0 | 1 | 2;

export interface Subject {
  readonly mode: Mode;
  readonly row: CatalogueRow;
  readonly name: string;
}

/** Every row that user code of a size can run, one after another. */
export const subjectsOf = (mode: Mode, host: ReadonlySet<string>): readonly Subject[] =>
  Object.values(opcodeMaps)
    .flatMap((map) => map.flat())
    .filter((row) => !row.traits.has(mode === 2 ? 'i64' : 'o64') && !(row.meaning.name in excluded))
    .filter((row) => isOnHost(row, host))
    .filter((row) => !/^(pop|l)(es|cs|ss|ds|fs|gs)$/.test(row.meaning.name))
    .map((row) => ({ mode, row, name: row.meaning.name }));

// prettier-ignore
const edges: readonly bigint[] = [
  0n, 1n, 2n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0x8000n, 0xffffn, 0x7fffffffn, 0x80000000n,
  0xffffffffn, 0x100000000n, 0x7fffffffffffffffn, 0x8000000000000000n, 0xffffffffffffffffn,
  0xfffffffffffffffen, 0xffffffff80000000n,
];

/** Addresses an access fails at: unmapped, read-only, across either end, non-canonical, system's. */
// prettier-ignore
const badAddresses: readonly bigint[] = [
  0x3000_0000n, 0x1000_2100n, 0x1000_1ffdn, 0x1000_2ffen, 0x0fff_ffffn, 0x8000_0000_0000n,
  0xffff_8000_0000_0100n, 0x1234_5678_9abc_def0n,
];

const hostIsAmd = hostVendor === 'AuthenticAMD';

/** Linux keeps the number of the present CPU in the limit of entry 15 of its GDT. */
const unlessCpuNumber = (value: bigint): bigint =>
  (value & 0xfffcn) === 0x78n ? value & ~0xffffn : value;

/** Code of Linux's GDT and of harness.c's LDT; then what is no code of ring 3, or nothing. */
const farSelectors = [0x33, 0x23, 0x0f, 0x33, 0x23, 0x0f, 0x32, 0x2b, 0x07, 0x10, 0x13, 0, 3, 0x83];

const stackFlags = 0xcd5n | 0x4100n | 0x200n | 0x200000n;

/** Writes one case into `view` at `at`; the state of `random` is the only input. */
export function writeCase(
  view: DataView,
  at: number,
  subject: Subject,
  random: Chance,
  pool: Uint8Array,
): void {
  new Instance(view, at, subject, random, pool).write();
}

class Instance {
  readonly #view: DataView;
  readonly #at: number;
  readonly #row: CatalogueRow;
  readonly #name: string;
  readonly #random: Chance;
  readonly #pool: Uint8Array;
  readonly #bytes: number[] = [];
  readonly #registers: bigint[] = [];
  #operandSize: 16 | 32 | 64 = 32;
  readonly #mode: Mode;
  /** Width of addresses in bits. */
  #addressSize: 16 | 32 | 64 = 64;
  /** Linear address of offset 0 in the segment that memory operands are in. */
  #segmentBase = 0n;
  #rex = 0;
  #modrm = 0;
  #target: bigint | undefined;
  /** The vector register that holds indices, or -1. */
  #indexVector = -1;
  /** Where a displacement relative to the end of the instruction stands, and what it shall reach. */
  #relative: { at: number; bytes: number; target: bigint } | undefined;
  readonly #codeOffset: number;

  constructor(
    view: DataView,
    at: number,
    { row, name, mode }: Subject,
    random: Chance,
    pool: Uint8Array,
  ) {
    // prettier-ignore
    this.#pool = pool;
    this.#view = view;
    this.#at = at;
    this.#row = row;
    this.#name = name;
    this.#random = random;
    this.#mode = mode;
    this.#codeOffset = random.percent(4)
      ? 0x1000 - random.below(15)
      : 0x40 + random.below(codeBytes - 0x80);
  }

  write(): void {
    this.#chooseRegisters();
    this.#prefixes();
    this.#opcode();
    if (this.#row.decoding.hasModrm && this.#row.map !== '0F01') this.#operands();
    this.#immediates();
    this.#fixRelative();
    this.#store();
  }

  #value(): bigint {
    const random = this.#random;
    if (random.percent(40)) return random.pick(edges);
    if (random.percent(30)) return unlessCpuNumber(BigInt(random.below(256)));
    return unlessCpuNumber(random.bits64());
  }

  #pointer(): bigint {
    const random = this.#random;
    if (random.percent(3)) return random.pick(badAddresses);
    const offset = 0x200 + random.below(writableBytes - 0x400);
    return BigInt(dataBase + (random.percent(70) ? offset & ~7 : offset));
  }

  #chooseRegisters(): void {
    const random = this.#random;
    for (let number = 0; number < 16; number++) {
      const points = [3, 4, 5, 6, 7].includes(number) && random.percent(number === 4 ? 97 : 75);
      this.#registers.push(points ? this.#pointer() : this.#value());
    }
    if (this.#row.traits.has('rep') && random.percent(80))
      this.#registers[1] = BigInt(random.below(5));
    if (this.#name.startsWith('loop') && random.percent(50))
      this.#registers[1] = BigInt(random.below(3));
    // Which registers a POPA has loaded when it faults half-way is left open.
    if (this.#name === 'popa') this.#registers[4] = BigInt(dataBase + 0x100 + random.below(0x1000));
    // Lengths of strings: mostly such as a vector holds.
    if (this.#name.startsWith('pcmpestr')) {
      for (const number of [0, 2]) {
        if (random.percent(70))
          this.#registers[number] = BigInt.asUintN(64, BigInt(random.below(40) - 20));
      }
    }
    const divides = this.#name === 'div' || this.#name === 'idiv';
    if (divides && random.percent(60))
      this.#registers[2] = BigInt.asUintN(64, BigInt(random.below(4) - 2));
  }

  #prefixes(): void {
    const { traits, prefix } = this.#row;
    const random = this.#random;
    const bytes = this.#bytes;
    const is66 = !traits.has('np') && random.percent(25);
    const operandPrefix = prefix === '66' || is66;
    if (this.#isVex) {
      this.#segmentPrefix();
      this.#rex = this.#mode === 2 ? random.below(16) : 0;
      this.#operandSize = (this.#rex & 8) !== 0 ? 64 : 32;
      this.#addressSize = this.#mode === 2 ? 64 : this.#mode === 1 ? 32 : 16;
      return;
    }
    if (operandPrefix) bytes.push(0x66);
    const addressPrefix = random.percent(10);
    if (addressPrefix) bytes.push(0x67);
    const legacySize = (this.#mode === 1) !== addressPrefix ? 32 : 16;
    this.#addressSize = this.#mode !== 2 ? legacySize : addressPrefix ? 32 : 64;
    this.#segmentPrefix();
    // AMD reads LOCK MOV CR0 as MOV CR8 (APM 3, MOV CRn).
    const mayLock = !/Control$/.test(this.#name);
    if (mayLock && random.percent(traits.has('lock') ? 25 : 3)) bytes.push(0xf0);
    if (prefix === 'F2' || prefix === 'F3') bytes.push(parseInt(prefix, 16));
    if (traits.has('rep') && random.percent(60)) bytes.push(random.pick([0xf2, 0xf3]));
    if (this.#mode === 2 && random.percent(55)) {
      this.#rex = 0x40 | random.below(16);
      bytes.push(this.#rex);
    }
    const narrow = (this.#mode === 0) !== operandPrefix;
    this.#operandSize = (this.#rex & 8) !== 0 ? 64 : narrow ? 16 : 32;
  }

  /** GS has a base in 64-bit code, ES in other code: there it is all that 16-bit addresses reach. */
  #segmentPrefix(): void {
    const random = this.#random;
    const bytes = this.#bytes;
    if (random.percent(6)) bytes.push(random.pick([0x26, 0x2e, 0x36, 0x3e]));
    const based = random.percent(this.#mode === 2 ? 5 : this.#addressSize === 16 ? 90 : 20);
    if (based) bytes.push(this.#mode === 2 ? 0x65 : 0x26);
    const last = bytes.at(-1);
    if (last === 0x65) this.#segmentBase = BigInt(gsBase);
    if (last === 0x26 && this.#mode !== 2) this.#segmentBase = BigInt(dataBase);
    const isString = this.#row.traits.has('rep');
    if (this.#mode === 2 || !isString) return;
    const offset = (): bigint => BigInt(0x100 + random.below(0x1f00));
    if (random.percent(85)) this.#registers[7] = offset();
    if (last === 0x26 && random.percent(85)) this.#registers[6] = offset();
  }

  get #isVex(): boolean {
    return this.#row.map.startsWith('VEX');
  }

  /**
   * C4, the bits of REX inverted, the map, then W, a third register, the length and the mandatory
   * prefix; C5 where that says it all.
   */
  #vexPrefix(): void {
    const { map, prefix } = this.#row;
    const { vexLengths, vexW, usesVexRegister } = this.#row.decoding;
    const random = this.#random;
    const number = ['VEX0F', 'VEX0F38', 'VEX0F3A'].indexOf(map) + 1;
    const pp = ['66', 'F3', 'F2'].indexOf(prefix ?? '') + 1;
    const third = usesVexRegister ? random.below(this.#mode === 2 ? 16 : 8) : 0;
    const length = vexLengths === 3 ? random.below(2) : vexLengths - 1;
    const last = ((~third & 15) << 3) | (length << 2) | pp;
    const w = vexW ?? this.#rex >> 3;
    if (this.#mode === 2) this.#rex = (this.#rex & 7) | (w << 3);
    if (number === 1 && w === 0 && (this.#rex & 3) === 0 && random.percent(40)) {
      this.#bytes.push(0xc5, ((~this.#rex & 4) << 5) | last);
      return;
    }
    this.#bytes.push(0xc4, ((~this.#rex & 7) << 5) | number, (w << 7) | last);
  }

  #opcode(): void {
    const { map, opcode } = this.#row;
    if (this.#isVex) this.#vexPrefix();
    else for (const byte of map.match(/../g) ?? []) this.#bytes.push(parseInt(byte, 16));
    this.#bytes.push(opcode);
  }

  #operands(): void {
    const random = this.#random;
    const { digit, operands } = this.#row;
    const { withoutMemory, withoutRegister, registerOnly } = this.#row.decoding;
    const onlyMemory = withoutRegister || operands.some(({ method }) => method === 'M');
    const isMemory = onlyMemory || (!withoutMemory && !registerOnly && random.percent(60));
    const reg = digit ?? random.below(8);
    this.#modrm = (reg << 3) | random.below(8);
    if (isMemory) this.#memory(random.below(3));
    else {
      this.#modrm |= 0xc0;
      this.#bytes.push(this.#modrm);
    }
    this.#bitOffset(isMemory);
  }

  /** A bit number in a register reaches far: mostly near enough to stay in the data. */
  #bitOffset(isMemory: boolean): void {
    const bitTest = /^bt[src]?$/.test(this.#name) && this.#row.operands[1]?.method === 'G';
    if (!bitTest || !isMemory || this.#random.percent(5)) return;
    const reg = ((this.#modrm >> 3) & 7) | ((this.#rex & 4) << 1);
    this.#registers[reg] = BigInt.asUintN(64, BigInt(this.#random.below(0x1000) - 0x800));
  }

  /** What the memory operand shall reach; gives the offset that does. */
  #chooseTarget(): bigint {
    let target = this.#pointer();
    if (this.#row.decoding.vector !== null && this.#random.percent(70)) target &= ~15n;
    if (worksOnImages(this.#name) && this.#random.percent(90))
      target = BigInt(dataBase + this.#random.pick(imagePlaces));
    // Whether an offset must be canonical before its base is added differs among instructions.
    if (this.#segmentBase !== 0n && target > BigInt(codeBase)) target = BigInt(codeBase) - 8n;
    this.#target = target;
    return target - this.#segmentBase;
  }

  /** A SIB byte whose index is a vector register, and small numbers in that. */
  #vectorIndex(mod: number, wanted: bigint): void {
    const sib = this.#random.below(256);
    this.#modrm = (this.#modrm & ~7) | 4;
    this.#bytes.splice(-1, 1, this.#modrm, sib);
    this.#indexVector = ((sib >> 3) & 7) | ((this.#rex & 2) << 2);
    this.#displacement(mod, sib & 7, wanted, 0n, -1);
  }

  #fillIndexVector(): void {
    const random = this.#random;
    const size = /gatherq/.test(this.#name) ? 8 : 4;
    for (const half of [image.xmm, image.upper]) {
      const at = this.#at + request.state + half + this.#indexVector * 16;
      for (let lane = 0; lane < 16; lane += size) {
        if (random.percent(3)) continue;
        const index = BigInt(random.below(0x80) - 0x40);
        if (size === 8) this.#view.setBigInt64(at + lane, index, true);
        else this.#view.setInt32(at + lane, Number(index), true);
      }
    }
  }

  /** ModRM, SIB and displacement, with registers set so that the address is the wanted one. */
  #memory(mod: number): void {
    const random = this.#random;
    const wanted = this.#chooseTarget();
    this.#modrm |= mod << 6;
    this.#bytes.push(this.#modrm);
    if (this.#addressSize === 16) {
      this.#memory16(mod, wanted);
      return;
    }
    if (this.#row.decoding.vector?.vectorIndex === true) {
      this.#vectorIndex(mod, wanted);
      return;
    }
    const rm = this.#modrm & 7;
    let base = rm;
    let sum = 0n;
    if (rm === 4) {
      const sib = random.below(256);
      this.#bytes.push(sib);
      base = sib & 7;
      const index = ((sib >> 3) & 7) | ((this.#rex & 2) << 2);
      if (index !== 4) {
        if (index < 3 || index > 7) this.#registers[index] = this.#value();
        sum = (this.#registers[index] ?? 0n) << BigInt(sib >> 6);
      }
      this.#displacement(mod, base, wanted, sum, index);
      return;
    }
    if (base === 5 && mod === 0 && this.#mode === 2) {
      this.#relative = { at: this.#bytes.length, bytes: 4, target: wanted };
      this.#bytes.push(0, 0, 0, 0);
      return;
    }
    this.#displacement(mod, base, wanted, sum, -1);
  }

  /** The register pairs of SDM 2A table 2-1. */
  #memory16(mod: number, wanted: bigint): void {
    const rm = this.#modrm & 7;
    const [base = 3, index = -1] = [[3, 6], [3, 7], [5, 6], [5, 7], [6], [7], [5], [3]][rm] ?? []; // prettier-ignore
    if (rm === 6 && mod === 0) {
      this.#pushInteger(wanted, 2);
      return;
    }
    const displacement = mod === 0 ? 0n : BigInt(this.#random.below(256) - 128);
    const sum = index < 0 ? 0n : (this.#registers[index] ?? 0n);
    const upper = this.#random.percent(50) ? this.#random.bits64() << 16n : 0n;
    this.#registers[base] = BigInt.asUintN(16, wanted - sum - displacement) | upper;
    this.#pushInteger(displacement, mod);
  }

  #displacement(mod: number, base: number, wanted: bigint, sum: bigint, index: number): void {
    const random = this.#random;
    const hasBase = base !== 5 || mod !== 0;
    const bytes = mod === 1 ? 1 : mod === 2 || !hasBase ? 4 : 0;
    const free =
      BigInt(random.below(256) - 128) * (bytes === 4 && random.percent(50) ? 0x10003n : 1n);
    let displacement = bytes === 0 ? 0n : free;
    if (!hasBase) displacement = wanted - sum;
    const register = base | ((this.#rex & 1) << 3);
    if (hasBase && register !== index) {
      const value = BigInt.asUintN(64, wanted - sum - displacement);
      // With 32-bit addresses the upper half of the sum is cut off: it may be anything.
      const upper =
        this.#mode === 2 && this.#addressSize === 32 && random.percent(50)
          ? random.bits64() << 32n
          : 0n;
      this.#registers[register] = BigInt.asUintN(64, value ^ upper);
    }
    this.#pushInteger(displacement, bytes);
  }

  #pushInteger(value: bigint, bytes: number): void {
    for (let at = 0; at < bytes; at++) {
      this.#bytes.push(Number((value >> BigInt(at * 8)) & 0xffn));
    }
  }

  #immediates(): void {
    for (const code of this.#row.operands) {
      if (code.method === 'O') {
        const wanted = this.#chooseTarget();
        this.#pushInteger(wanted, this.#addressSize / 8);
      } else if (code.method === 'J') {
        // Intel's near branches in 64-bit code ignore an operand-size prefix (SDM 2A, JMP).
        const mayBeNarrow = this.#mode !== 2 || hostIsAmd;
        const wide = mayBeNarrow && this.#operandSize === 16 ? 2 : 4;
        const bytes = code.size === 'b' ? 1 : wide;
        const inside = this.#codeTarget();
        const near = BigInt(this.#codeStart + this.#codeOffset + this.#random.below(200) - 90);
        this.#relative = { at: this.#bytes.length, bytes, target: bytes === 1 ? near : inside };
        this.#pushInteger(0n, bytes);
      } else if (code.method === 'I') this.#immediate(code);
      else if (code.method === 'L' && this.#row.decoding.vector?.namesThird === true)
        this.#bytes.push(this.#random.below(256));
    }
  }

  #immediate(code: OperandCode): void {
    const wide = this.#operandSize === 16 ? 2 : 4;
    const sizes: Readonly<Record<string, number>> = {
      b: 1,
      s: 1,
      w: 2,
      z: wide,
      v: this.#operandSize / 8,
      wIb: 3,
    };
    const value = this.#value();
    // ENTER: mostly few nesting levels and a small frame.
    const small = code.size === 'wIb' && this.#random.percent(90);
    const frame = BigInt(this.#random.below(64)) | (BigInt(this.#random.below(4)) << 16n);
    this.#pushInteger(small ? frame : value, sizes[code.size] ?? 0);
  }

  #fixRelative(): void {
    if (this.#relative === undefined) return;
    const { at, bytes, target } = this.#relative;
    const end = BigInt(this.#codeStart + this.#codeOffset + this.#bytes.length);
    const distance = BigInt.asUintN(64, target - end);
    for (let byte = 0; byte < bytes; byte++) {
      this.#bytes[at + byte] = Number((distance >> BigInt(byte * 8)) & 0xffn);
    }
  }

  /** Offset 0 of the code segment, as instruction pointers count. */
  get #codeStart(): number {
    return this.#mode === 0 ? 0 : codeBase;
  }

  #codeTarget(): bigint {
    return BigInt(this.#codeStart + this.#random.below(codeBytes));
  }

  /** Offset and selector as one value; Intel's with REX.W has the selector behind it. */
  #farPointer(code: bigint): { value: bigint; behind?: bigint } {
    const narrow = this.#operandSize === 16;
    const selector = BigInt(this.#random.pick(farSelectors));
    if (this.#operandSize === 64 && !hostIsAmd) return { value: code, behind: selector };
    const offset = BigInt.asUintN(narrow ? 16 : 32, code);
    return { value: offset | (selector << (narrow ? 16n : 32n)) };
  }

  /** Something in memory that the instruction will find useful. */
  #poke(): { address: bigint; value: bigint; behind?: bigint } {
    const random = this.#random;
    const code = this.#codeTarget();
    const rsp = this.#registers[4] ?? 0n;
    const target = this.#target ?? rsp;
    switch (this.#name) {
      case 'ret':
      case 'retImmediate':
        return { address: rsp, value: random.percent(90) ? code : this.#value() };
      case 'popf':
        return { address: rsp, value: random.bits64() & stackFlags };
      case 'retf':
      case 'retfImmediate':
        return { address: rsp, ...this.#farPointer(code) };
      case 'jmpFarIndirect':
      case 'callFarIndirect':
        return { address: target, ...this.#farPointer(code) };
      case 'jmpIndirect':
      case 'callIndirect':
        this.#registers[(this.#modrm & 7) | ((this.#rex & 1) << 3)] ??= code;
        return { address: target, value: code };
      case 'cmpxchg':
        return {
          address: target,
          value: random.percent(50) ? (this.#registers[0] ?? 0n) : this.#value(),
        };
      case 'cmpxchg8b': {
        const [low = 0n, , high = 0n] = this.#registers;
        const pair = BigInt.asUintN(32, low) | (BigInt.asUintN(32, high) << 32n);
        return { address: target, value: random.percent(50) ? pair : this.#value() };
      }
      case 'ldmxcsr':
      case 'vldmxcsr':
        // Bit 17 exists on AMD (APM 1 4.3.2).
        return {
          address: target,
          value: random.bits64() & (random.percent(90) ? 0xffffn : ~0x20000n),
        };
      default:
        if (worksOnImages(this.#name)) return { address: target + 512n, value: 0n };
        return { address: target, value: this.#value() };
    }
  }

  /** Code that is not 64-bit has eight registers of 32 bits. */
  #cut(value: bigint, number: number): bigint {
    if (this.#mode === 2) return BigInt.asUintN(64, value);
    return number < 8 ? BigInt.asUintN(32, value) : 0n;
  }

  #store(): void {
    const random = this.#random;
    const view = this.#view;
    const isBranch = this.#name === 'jmpIndirect' || this.#name === 'callIndirect';
    if (isBranch && this.#modrm >= 0xc0) {
      this.#registers[(this.#modrm & 7) | ((this.#rex & 1) << 3)] = this.#codeTarget();
    }
    // EDX:EAX asks for components that both CPUs have.
    if (worksOnImages(this.#name)) this.#registers[0] = (this.#registers[0] ?? 0n) & 7n;
    const poke = this.#poke();
    const offset = poke.address - BigInt(dataBase);
    const inside = offset >= 0n && offset <= BigInt(writableBytes - pokeBytes);
    this.#registers.forEach((value, number) =>
      view.setBigUint64(this.#at + number * 8, this.#cut(value, number), true),
    );
    const bytesAt = new Uint8Array(view.buffer, view.byteOffset + this.#at, request.bytes);
    bytesAt.set(somePoolBytes(this.#pool, random), request.poke);
    if (worksOnImages(this.#name)) bytesAt.set(someHeader(random), request.poke);
    else if (this.#row.decoding.vector === null)
      view.setBigUint64(this.#at + request.poke, BigInt.asUintN(64, poke.value), true);
    if (poke.behind !== undefined)
      view.setBigUint64(this.#at + request.poke + 8, poke.behind, true);
    writeState(view, this.#at + request.state, this.#pool, random);
    if (this.#indexVector >= 0) this.#fillIndexVector();
    view.setUint32(this.#at + request.pokeOffset, inside ? Number(offset) : 0, true);
    const arithmetic = random.below(0x1000) & 0x8d5;
    const df = random.percent(25) ? 0x400 : 0;
    const ac = random.percent(5) ? flagBit.ac : 0;
    view.setUint32(this.#at + request.flags, 0x302 | arithmetic | df | ac, true);
    view.setUint32(this.#at + request.codeOffset, this.#codeOffset, true);
    const bytes = this.#bytes.slice(0, 15);
    view.setUint8(this.#at + request.mode, this.#mode);
    view.setUint8(this.#at + request.length, bytes.length);
    bytes.forEach((byte, place) => view.setUint8(this.#at + request.code + place, byte));
  }
}
