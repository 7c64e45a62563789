/**
 * Where CPUs of one maker do otherwise than those of the other, and than we do as either: what no
 * manual promises. What the manuals promise the machine tells apart by its CPU model, and nothing of
 * it is here.
 */
import type { CpuModel } from '../../../src/isa/cpuid.ts';
import { flagBit } from '../../../src/isa/flags.ts';
import type { Result } from './ring-three.ts';
import type { Tolerance } from './tolerance.ts';
import { lastPlaceOrTiny } from './tolerance.ts';

/** What of an outcome is compared by itself. `fault`: vector, rip, error code and CR2. */
export type Aspect = 'fault' | 'cr2' | 'flags' | 'registers' | 'state' | 'memory';

export interface Side extends Result {
  /** General registers in the order of their encoding. */
  readonly registers: readonly bigint[];
}

/** A case that differs. */
export interface Sides {
  readonly mode: number;
  readonly code: Uint8Array;
  /** Where the instruction is. */
  readonly rip: bigint;
  /** What the case begins with. */
  readonly before: Pick<Side, 'registers' | 'flags'>;
  readonly ours: Side;
  readonly theirs: Side;
}

export interface MakerDifference {
  /** Intel if absent. */
  readonly maker?: CpuModel['vendor'];
  readonly meanings: RegExp;
  readonly reason: string;
  /** What is not compared where `applies` says so: all else has to be the same. */
  readonly open: readonly Aspect[];
  readonly applies: (sides: Sides) => boolean;
  /** In place of a comparison of all floating-point and vector state. */
  readonly tolerance?: Tolerance;
}

const [rcx, rsi, rdi] = [1, 6, 7] as const;
const counters: readonly number[] = [rcx, rsi, rdi];
const [trap, boundRange, undefinedOpcode] = [1, 5, 6] as const;
const [stack, protection, page, alignment] = [12, 13, 14, 17] as const;
const lockPrefix = 0xf0;
const arithmetic = flagBit.cf | flagBit.pf | flagBit.af | flagBit.zf | flagBit.sf | flagBit.of;
const ofAccess: readonly number[] = [stack, protection, page, alignment];

const low32 = (value: bigint): bigint => BigInt.asUintN(32, value);

/** Both give up where they began, each with an exception that memory can raise. */
const bothRefuse = ({ rip, ours, theirs }: Sides): boolean =>
  [ours, theirs].every((side) => side.rip === rip && ofAccess.includes(side.vector));

const bothPageFault = (sides: Sides): boolean =>
  bothRefuse(sides) && sides.ours.vector === page && sides.theirs.vector === page;

/** All segment bases are multiples of this. */
const segmentGrain = 0x800n;

/** Whether CR2 names one of so many bytes at [rDI], whatever the segment and address size. */
const isAtRdi = ({ before, theirs }: Sides, bytes: bigint): boolean =>
  ((theirs.cr2 - (before.registers[rdi] ?? 0n)) & (segmentGrain - 1n)) < bytes;

const vectorBytes = 32n;
const isInSameVector = ({ ours, theirs }: Sides): boolean =>
  low32(theirs.cr2 - ours.cr2 + vectorBytes) < 2n * vectorBytes;

const xsaveBytes = 0x340n;
const isInSameImage = ({ ours, theirs }: Sides): boolean =>
  low32(theirs.cr2 - ours.cr2 + xsaveBytes) < 2n * xsaveBytes;

const exceedsLimit = ({ vector }: Side): boolean => vector === stack || vector === protection;

/** Whether CR2 is in the last bytes below 4 GiB or in the first ones; #AC comes without it. */
const goesOnAtZero = ({ mode, theirs, before }: Sides): boolean =>
  theirs.vector === page
    ? theirs.cr2 < 1n << 32n && low32(theirs.cr2 + 0x40n) < 0x400n
    : mode !== 2 && theirs.vector === alignment && (before.flags & flagBit.ac) !== 0;

/** Floating-point state after a transition to MMX: TOP is 0, so that the registers turn. */
const turned: Tolerance = (register, ours, theirs) => {
  if (register.startsWith('st')) return true;
  const [have = 0, wanted = 0] = [ours, theirs].map((bytes) => bytes[1] ?? 0);
  return register === 'fsw' && ours[0] === theirs[0] && (have & ~0x38) === wanted;
};

const isNan = (bytes: Uint8Array, at: number, size: 4 | 8): boolean => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Number.isNaN(size === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true));
};

/** Lanes are the same, or NaNs on both sides. */
const anyNan =
  (size: 4 | 8): Tolerance =>
  (register, ours, theirs) => {
    if (!/^xmm|^upper/.test(register)) return false;
    const lanes = Array.from({ length: 16 / size }, (_, lane) => lane * size);
    return lanes.every((at) => {
      const same = Buffer.compare(ours.subarray(at, at + size), theirs.subarray(at, at + size));
      return same === 0 || (isNan(ours, at, size) && isNan(theirs, at, size));
    });
  };

/** What of them a CPU of that maker may show. */
export const makerDifferencesOf = (vendor: CpuModel['vendor']): readonly MakerDifference[] =>
  makerDifferences.filter(({ maker = 'GenuineIntel' }) => maker === vendor);

const makerDifferences: readonly MakerDifference[] = [
  {
    maker: 'AuthenticAMD',
    meanings: /^verw$/,
    reason: 'LOCK before VERW of memory is no #UD with microcode that has VERW clear buffers',
    open: ['fault', 'flags', 'registers', 'state', 'memory'],
    applies: ({ code, ours, theirs }) =>
      code.includes(lockPrefix) &&
      ours.vector === undefinedOpcode &&
      theirs.vector !== undefinedOpcode,
  },
  {
    meanings: /^(cmps|scas)$/,
    reason: 'flags change with the last iteration only (SDM 2B REP says so of page faults)',
    open: ['flags'],
    applies: ({ rip, before, theirs }) =>
      theirs.vector === trap &&
      theirs.rip === rip &&
      ((theirs.flags ^ before.flags) & arithmetic) === 0,
  },
  {
    meanings: /^cmps$/,
    reason: '[rDI] is read before [rSI]',
    open: ['fault'],
    applies: (sides) => bothRefuse(sides) && (sides.theirs.vector !== page || isAtRdi(sides, 8n)),
  },
  {
    meanings: /^(movs|stos|lods|cmps|scas)$/,
    reason: '32-bit counters lose their upper halves also where nothing is done or a fault comes',
    open: ['registers'],
    applies: ({ mode, code, ours, theirs, before }) =>
      mode === 2 &&
      code.includes(0x67) &&
      (theirs.vector !== trap || low32(before.registers[rcx] ?? 0n) === 0n) &&
      theirs.registers.every((value, number) => {
        const had = ours.registers[number] ?? 0n;
        return value === had || (counters.includes(number) && value === low32(had));
      }),
  },
  {
    meanings: /./,
    reason: 'an operand across 4 GiB goes on at 0 instead of exceeding the limit (SDM 3A 5.3)',
    open: ['fault'],
    applies: (sides) => bothRefuse(sides) && exceedsLimit(sides.ours) && goesOnAtZero(sides),
  },
  {
    meanings: /^callIndirect$/,
    reason: 'the return address is written before a target that is not canonical is refused',
    open: ['memory'],
    applies: (sides) => sides.mode === 2 && bothRefuse(sides) && sides.theirs.vector === protection,
  },
  {
    meanings: /^bound$/,
    reason: 'the lower bound is judged before the upper one is read',
    open: ['fault'],
    applies: ({ rip, ours, theirs }) =>
      ofAccess.includes(ours.vector) && theirs.vector === boundRange && theirs.rip === rip,
  },
  {
    meanings: /^maskmovdqu$/,
    reason: 'which of the bytes are asked for first, and whether unmarked ones are',
    open: ['fault'],
    applies: (sides) => bothPageFault(sides) && isAtRdi(sides, 16n),
  },
  {
    meanings: /^vp?maskmov.*Store$/,
    reason: 'which byte of the marked lanes CR2 names',
    open: ['cr2'],
    applies: (sides) => bothPageFault(sides) && isInSameVector(sides),
  },
  {
    meanings: /^(fx(save|rstor)|xsave.*|xrstor.*)$/,
    reason: 'which part of an image is touched first (SDM 1 13.7)',
    open: ['cr2'],
    applies: (sides) => bothPageFault(sides) && isInSameImage(sides),
  },
  {
    meanings: /^(fx(save|rstor)|xsave.*|xrstor.*)$/,
    reason: '#AC or #GP for an image that is not aligned (SDM 2A FXSAVE, 2D XSAVE)',
    open: ['fault'],
    applies: (sides) =>
      bothRefuse(sides) && sides.ours.vector !== page && sides.theirs.vector !== page,
  },
  {
    meanings: /^(fst|fist|fbstp)/,
    reason: 'a store that an unmasked exception prevents does not ask for its memory',
    open: ['fault', 'state'],
    applies: ({ rip, ours, theirs }) =>
      ours.rip === rip && ofAccess.includes(ours.vector) && theirs.vector === trap,
  },
  {
    meanings: /^(movd|movq|movntq)$/,
    reason: 'a store of an MMX register that faults has made TOP 0 already (SDM 1 9.6.2)',
    open: [],
    applies: bothRefuse,
    tolerance: turned,
  },
  {
    meanings: /^(fsin|fsincos)$/,
    reason: 'the sine of the smallest normal number is that number, and nothing underflows',
    open: [],
    applies: ({ theirs }) => theirs.vector === trap,
    tolerance: lastPlaceOrTiny,
  },
  {
    meanings: /^dpps$/,
    reason: 'which of several NaNs comes out where (SDM 2A DPPS)',
    open: [],
    applies: () => true,
    tolerance: anyNan(4),
  },
  {
    meanings: /^dppd$/,
    reason: 'which of several NaNs comes out where (SDM 2A DPPD)',
    open: [],
    applies: () => true,
    tolerance: anyNan(8),
  },
];
