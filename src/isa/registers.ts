/** The one register table: what a debugger, a checkpoint and the engine call each register. */

/** How gdb shows a register; the names that are not gdb's own are defined in `registerTypes`. */
export type RegisterType =
  | 'int64'
  | 'int32'
  | 'int'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'data_ptr'
  | 'code_ptr'
  | 'i387_ext'
  | 'vec128'
  | 'uint128'
  | 'i386_eflags'
  | 'i386_mxcsr'
  | 'x86_cr0'
  | 'x86_cr3'
  | 'x86_cr4'
  | 'x86_efer'
  | 'x86_segment'
  | 'x86_dr6'
  | 'x86_dr7'
  | 'x86_mcg_status'
  | 'x86_apic_base'
  | 'x86_xcr0'
  | 'x86_cpu_state';

/** The feature of gdb's target description that a register belongs to. */
export type RegisterFeature =
  | 'org.gnu.gdb.i386.core'
  | 'org.gnu.gdb.i386.segments'
  | 'org.gnu.gdb.i386.sse'
  | 'org.gnu.gdb.i386.avx'
  | 'org.gnu.gdb.i386.pkeys'
  | 'org.textpoke.x86.system';

export interface RegisterRow {
  /** gdb's name; unique. */
  readonly name: string;
  /** Width in bits, a multiple of 8. */
  readonly bits: 16 | 32 | 64 | 80 | 128;
  readonly type: RegisterType;
  /** gdb's register group, where the type alone does not imply it. */
  readonly group?: 'general' | 'float' | 'vector' | 'system';
  readonly feature: RegisterFeature;
  /** False where a debugger can only look. */
  readonly writable?: false;
  /**
   * False where a debugger that puts registers back after a call must not put back this one, which
   * has gone on meanwhile: it is written by its number only, never with all the others.
   */
  readonly restored?: false;
}

/** A named bit field of a flags register: bits `start` to `end`, both included. */
export interface FlagField {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export type RegisterTypeRow =
  | {
      readonly kind: 'flags';
      readonly id: RegisterType;
      readonly bytes: number;
      readonly fields: readonly FlagField[];
    }
  | {
      readonly kind: 'vector';
      readonly id: string;
      readonly element: string;
      readonly count: number;
    }
  | {
      readonly kind: 'union';
      readonly id: RegisterType;
      readonly fields: readonly { readonly name: string; readonly type: string }[];
    };

const core = 'org.gnu.gdb.i386.core';
const segments = 'org.gnu.gdb.i386.segments';
const sse = 'org.gnu.gdb.i386.sse';
const avx = 'org.gnu.gdb.i386.avx';
const pkeys = 'org.gnu.gdb.i386.pkeys';
const system = 'org.textpoke.x86.system';

const numbered = (prefix: string, first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => `${prefix}${String(first + index)}`);

const family = (names: readonly string[], shape: Omit<RegisterRow, 'name'>): RegisterRow[] =>
  names.map((name) => ({ name, ...shape }));

const onlyRead = { writable: false, restored: false } as const;

const segmentNames = ['cs', 'ss', 'ds', 'es', 'fs', 'gs', 'ldtr', 'tr'];

/**
 * Every register, in the order gdb numbers them: `g` carries all of them, one after another. A new
 * one comes last, so that no number changes.
 */
// prettier-ignore
export const registers: readonly RegisterRow[] = [
  ...family(['rax', 'rbx', 'rcx', 'rdx', 'rsi', 'rdi'],
                          { bits:  64, type: 'int64',       feature: core }),
  ...family(['rbp', 'rsp'],
                          { bits:  64, type: 'data_ptr',    feature: core }),
  ...family(numbered('r', 8, 15),
                          { bits:  64, type: 'int64',       feature: core }),
  { name: 'rip',            bits:  64, type: 'code_ptr',    feature: core },
  { name: 'eflags',         bits:  32, type: 'i386_eflags', feature: core },
  ...family(['cs', 'ss', 'ds', 'es', 'fs', 'gs'],
                          { bits:  32, type: 'int32',       feature: core }),
  ...family(numbered('st', 0, 7),
                          { bits:  80, type: 'i387_ext',    feature: core, group: 'float' }),
  ...family(['fctrl', 'fstat', 'ftag', 'fiseg', 'fioff', 'foseg', 'fooff', 'fop'],
                          { bits:  32, type: 'int',         feature: core, group: 'float' }),
  { name: 'fs_base',        bits:  64, type: 'int64',       feature: segments },
  { name: 'gs_base',        bits:  64, type: 'int64',       feature: segments },
  ...family(numbered('xmm', 0, 15),
                          { bits: 128, type: 'vec128',      feature: sse,    group: 'vector' }),
  { name: 'mxcsr',          bits:  32, type: 'i386_mxcsr',  feature: sse,    group: 'vector' },
  { name: 'k_gs_base',      bits:  64, type: 'int64',       feature: system, group: 'system' },
  { name: 'cr0',            bits:  64, type: 'x86_cr0',     feature: system, group: 'system' },
  { name: 'cr2',            bits:  64, type: 'data_ptr',    feature: system, group: 'system' },
  { name: 'cr3',            bits:  64, type: 'x86_cr3',     feature: system, group: 'system' },
  { name: 'cr4',            bits:  64, type: 'x86_cr4',     feature: system, group: 'system' },
  { name: 'cr8',            bits:  64, type: 'uint64',      feature: system, group: 'system' },
  { name: 'efer',           bits:  64, type: 'x86_efer',    feature: system, group: 'system' },
  ...family(['cs_base', 'ss_base', 'ds_base', 'es_base', 'tr_base', 'ldtr_base'],
                          { bits:  64, type: 'data_ptr',    feature: system, group: 'system' }),
  { name: 'gdtr_base',      bits:  64, type: 'data_ptr',    feature: system, group: 'system' },
  { name: 'gdtr_limit',     bits:  16, type: 'uint16',      feature: system, group: 'system' },
  { name: 'idtr_base',      bits:  64, type: 'data_ptr',    feature: system, group: 'system' },
  { name: 'idtr_limit',     bits:  16, type: 'uint16',      feature: system, group: 'system' },
  { name: 'apic_id',        bits:  32, type: 'uint32',      feature: system, group: 'system', ...onlyRead },
  // gdb makes ymm0 and its like of these and of xmm0.
  ...numbered('ymm', 0, 15).map((name): RegisterRow => (
    { name: `${name}h`,     bits: 128, type: 'uint128',     feature: avx,    group: 'vector' })),
  ...family(['ldtr', 'tr'],
                          { bits:  32, type: 'int32',       feature: system, group: 'system' }),
  ...family(segmentNames.map((name) => `${name}_limit`),
                          { bits:  32, type: 'uint32',      feature: system, group: 'system' }),
  ...family(segmentNames.map((name) => `${name}_attr`),
                          { bits:  32, type: 'x86_segment', feature: system, group: 'system' }),
  ...family(numbered('dr', 0, 3),
                          { bits:  64, type: 'data_ptr',    feature: system, group: 'system' }),
  // Flags that have 32 bits in use are given 32: gdb assigns no plain number to wider ones.
  { name: 'dr6',            bits:  32, type: 'x86_dr6',     feature: system, group: 'system' },
  { name: 'dr7',            bits:  32, type: 'x86_dr7',     feature: system, group: 'system' },
  { name: 'star',           bits:  64, type: 'uint64',      feature: system, group: 'system' },
  { name: 'lstar',          bits:  64, type: 'code_ptr',    feature: system, group: 'system' },
  { name: 'cstar',          bits:  64, type: 'code_ptr',    feature: system, group: 'system' },
  { name: 'sfmask',         bits:  32, type: 'i386_eflags', feature: system, group: 'system' },
  { name: 'sysenter_cs',    bits:  64, type: 'uint64',      feature: system, group: 'system' },
  { name: 'sysenter_esp',   bits:  64, type: 'data_ptr',    feature: system, group: 'system' },
  { name: 'sysenter_eip',   bits:  64, type: 'code_ptr',    feature: system, group: 'system' },
  { name: 'pat',            bits:  64, type: 'uint64',      feature: system, group: 'system' },
  { name: 'tsc',            bits:  64, type: 'uint64',      feature: system, group: 'system', restored: false },
  { name: 'tsc_aux',        bits:  32, type: 'uint32',      feature: system, group: 'system' },
  { name: 'apic_base',      bits:  64, type: 'x86_apic_base', feature: system, group: 'system' },
  { name: 'mcg_status',     bits:  32, type: 'x86_mcg_status', feature: system, group: 'system' },
  { name: 'xcr0',           bits:  32, type: 'x86_xcr0',    feature: system, group: 'system' },
  { name: 'cpu_state',      bits:  32, type: 'x86_cpu_state', feature: system, group: 'system', ...onlyRead },
  { name: 'guest_asid',     bits:  32, type: 'uint32',      feature: system, group: 'system', ...onlyRead },
  { name: 'pkru',           bits:  32, type: 'uint32',      feature: pkeys,  group: 'system' },
];

const bit = (name: string, position: number): FlagField => ({
  name,
  start: position,
  end: position,
});
const bits = (name: string, start: number, end: number): FlagField => ({ name, start, end });

/**
 * The bits of `cpu_state`, from the lowest: what the CPU is doing, what holds events back from it,
 * then the events that wait for it (VINTR and EVENTINJ: in a guest, APM 2 15.20 and 15.21).
 */
// prettier-ignore
export const cpuStateBits = [
  'HALTED', 'WAIT_FOR_SIPI', 'SHUTDOWN', 'SHADOW', 'NMI_BLOCKED', 'GIF',
  'NMI', 'MC', 'INIT', 'SIPI', 'INTR', 'VINTR', 'EVENTINJ',
] as const;

const fourTimes = <T>(make: (number: number) => T): T[] => [0, 1, 2, 3].map(make);

/**
 * What the types above look like inside: SDM 1 3.4.3, 1 10.2.3, 3A 2.5, 3A 2.2.1; segments 3A 3.4.5,
 * debug registers 3B 18.2, MCG_STATUS 3B 16.3.1.2, IA32_APIC_BASE 3A 11.12.1, XCR0 1 13.3.
 */
// prettier-ignore
export const registerTypes: readonly RegisterTypeRow[] = [
  { kind: 'flags', id: 'i386_eflags', bytes: 4, fields: [
    bit('CF', 0), bit('', 1), bit('PF', 2), bit('AF', 4), bit('ZF', 6), bit('SF', 7), bit('TF', 8),
    bit('IF', 9), bit('DF', 10), bit('OF', 11), bits('IOPL', 12, 13), bit('NT', 14), bit('RF', 16),
    bit('VM', 17), bit('AC', 18), bit('VIF', 19), bit('VIP', 20), bit('ID', 21) ] },
  { kind: 'flags', id: 'i386_mxcsr', bytes: 4, fields: [
    bit('IE', 0), bit('DE', 1), bit('ZE', 2), bit('OE', 3), bit('UE', 4), bit('PE', 5),
    bit('DAZ', 6), bit('IM', 7), bit('DM', 8), bit('ZM', 9), bit('OM', 10), bit('UM', 11),
    bit('PM', 12), bits('RC', 13, 14), bit('FZ', 15) ] },
  { kind: 'flags', id: 'x86_cr0', bytes: 8, fields: [
    bit('PE', 0), bit('MP', 1), bit('EM', 2), bit('TS', 3), bit('ET', 4), bit('NE', 5),
    bit('WP', 16), bit('AM', 18), bit('NW', 29), bit('CD', 30), bit('PG', 31) ] },
  { kind: 'flags', id: 'x86_cr3', bytes: 8, fields: [
    bits('PCID', 0, 11), bits('PDBR', 12, 63) ] },
  { kind: 'flags', id: 'x86_cr4', bytes: 8, fields: [
    bit('VME', 0), bit('PVI', 1), bit('TSD', 2), bit('DE', 3), bit('PSE', 4), bit('PAE', 5),
    bit('MCE', 6), bit('PGE', 7), bit('PCE', 8), bit('OSFXSR', 9), bit('OSXMMEXCPT', 10),
    bit('UMIP', 11), bit('LA57', 12), bit('VMXE', 13), bit('SMXE', 14), bit('FSGSBASE', 16),
    bit('PCIDE', 17), bit('OSXSAVE', 18), bit('SMEP', 20), bit('SMAP', 21), bit('PKE', 22) ] },
  { kind: 'flags', id: 'x86_efer', bytes: 8, fields: [
    bit('SCE', 0), bit('LME', 8), bit('LMA', 10), bit('NXE', 11), bit('SVME', 12),
    bit('LMSLE', 13), bit('FFXSR', 14) ] },
  { kind: 'flags', id: 'x86_segment', bytes: 4, fields: [
    bits('TYPE', 0, 3), bit('S', 4), bits('DPL', 5, 6), bit('P', 7), bit('AVL', 8), bit('L', 9),
    bit('DB', 10), bit('G', 11) ] },
  { kind: 'flags', id: 'x86_dr6', bytes: 4, fields: [
    ...fourTimes((number) => bit(`B${number}`, number)), bit('BD', 13), bit('BS', 14), bit('BT', 15) ] },
  { kind: 'flags', id: 'x86_dr7', bytes: 4, fields: [
    ...fourTimes((number) => [bit(`L${number}`, number * 2), bit(`G${number}`, number * 2 + 1)]).flat(),
    bit('LE', 8), bit('GE', 9), bit('RTM', 11), bit('GD', 13),
    ...fourTimes((number) => [
      bits(`RW${number}`, 16 + number * 4, 17 + number * 4),
      bits(`LEN${number}`, 18 + number * 4, 19 + number * 4)]).flat() ] },
  { kind: 'flags', id: 'x86_mcg_status', bytes: 4, fields: [
    bit('RIPV', 0), bit('EIPV', 1), bit('MCIP', 2) ] },
  { kind: 'flags', id: 'x86_apic_base', bytes: 8, fields: [
    bit('BSP', 8), bit('EXTD', 10), bit('EN', 11), bits('PAGE', 12, 51) ] },
  { kind: 'flags', id: 'x86_xcr0', bytes: 4, fields: [
    bit('X87', 0), bit('SSE', 1), bit('AVX', 2), bit('PKRU', 9) ] },
  { kind: 'flags', id: 'x86_cpu_state', bytes: 4, fields: cpuStateBits.map(bit) },
  { kind: 'vector', id: 'v8b',  element: 'int8',        count: 16 },
  { kind: 'vector', id: 'v4h',  element: 'int16',       count: 8 },
  { kind: 'vector', id: 'v4i',  element: 'int32',       count: 4 },
  { kind: 'vector', id: 'v2l',  element: 'int64',       count: 2 },
  { kind: 'vector', id: 'v4f',  element: 'ieee_single', count: 4 },
  { kind: 'vector', id: 'v2d',  element: 'ieee_double', count: 2 },
  { kind: 'union', id: 'vec128', fields: [
    { name: 'v4_float', type: 'v4f' }, { name: 'v2_double', type: 'v2d' },
    { name: 'v16_int8', type: 'v8b' }, { name: 'v8_int16', type: 'v4h' },
    { name: 'v4_int32', type: 'v4i' }, { name: 'v2_int64', type: 'v2l' },
    { name: 'uint128', type: 'uint128' } ] },
];
