/** Instructions and features that the machine does without, or has in part, each with the reason. */

/** Opcodes as in the page: `D8-DF`, `0F 01 /5`, `0F 01 CB`, with a mandatory prefix in front. */
export interface AbsentInstructions {
  readonly what: string;
  readonly opcodes: string;
  readonly why: string;
}

const row = (what: string, opcodes: string, why: string): AbsentInstructions => ({
  what,
  opcodes,
  why,
});

const vectors = 'not there yet';
const ascii = 'no code of this century uses it; it does not exist in 64-bit code';

// prettier-ignore
export const absentInstructions: readonly AbsentInstructions[] = [
  row('transcendental functions of x87', 'D9 F0-F3, D9 F9, D9 FB, D9 FE-FF', 'not written yet'),
  row('more of MMX',                           '0F 77, 0F F7', vectors),
  row('3DNow! and FEMMS',                      '0F 0E-0F',                               vectors),
  row('XSAVE',                                 '0F AE /4',                               vectors),
  row('XGETBV and XSETBV',                     '0F 01 D0, 0F 01 D1',                     vectors),
  row('LAR, LSL, VERR and VERW',               '0F 02-03, 0F 00 /4, 0F 00 /5',           'nothing has asked for them yet'),
  row('RDPMC',                                 '0F 33',                                  'there are no performance counters'),
  row('RSM',                                   '0F AA',                                  'there is no system management mode'),
  row('VMX',                                   '0F 01 C1-C4, 0F 78-79', 'the machine runs no guests of a guest'),
  row('SVM',                                   '0F 01 D8-DF',                            'the machine runs no guests of a guest'),
  row('GETSEC',                                '0F 37',                                  'there is no trusted execution'),
  row('DAA, DAS, AAA, AAS, AAM and AAD',       '27, 2F, 37, 3F, D4, D5',                 ascii),
  row('SALC',                                  'D6',                                     ascii),
  row('BOUND',                                 '62',                                     ascii),
  row('INS and OUTS',                          '6C-6F',                                  'no device here moves blocks through a port'),
  row('XABORT and XBEGIN',                     'C6 /7, C7 /7',                           'there is no transactional memory'),
  row('reserved, or test registers long gone', '0F 04, 0F 0A, 0F 0C, 0F 24-27, 0F 36, 0F 39, 0F 3B-3F, 0F 7A-7B, 0F A6-A7', 'no instruction is there on any CPU of this kind'),
];

/** Prefixes and escapes are no instructions and have no rows. */
export const prefixesAndEscapes = '0F, 0F 38, 0F 3A, 26, 2E, 36, 3E, 64-67, F0, F2-F3';

/** Instructions in the tables that do less than on silicon, by the name of their meaning. */
// prettier-ignore
export const partialInstructions: Readonly<Record<string, string>> = {
  mwait:           'returns at once, as if something had been written to the monitored line',
  clflush:         'there is no cache: faults as a read would, and nothing else',
  cmpxchg8b:       'REX.W is ignored: CMPXCHG16B is not there, and CPUID does not announce it',
  jmpFar:          'to code segments only: no call gates, no task switch',
  jmpFarIndirect:  'to code segments only: no call gates, no task switch',
  callFar:         'to code segments only: no call gates, no task switch',
  callFarIndirect: 'to code segments only: no call gates, no task switch',
  int:             'outside of long mode through 32-bit gates to the same ring; no task gates',
  iret:            'no return to a task or to virtual-8086 mode',
  in:              'the I/O permission bitmap is not read: #GP above IOPL',
  out:             'the I/O permission bitmap is not read: #GP above IOPL',
};

/** What is not an instruction and not there either. */
export interface AbsentFeature {
  readonly what: string;
  readonly instead: string;
}

// prettier-ignore
export const absentFeatures: readonly AbsentFeature[] = [
  { what: 'AVX and its successors',       instead: 'C4 and C5 begin instructions of BMI only; 62 is #UD in 64-bit code' },
  { what: 'ARPL',                         instead: '63 is #UD outside of 64-bit code' },
  { what: 'FXSAVE, FXRSTOR, LDMXCSR, STMXCSR', instead: '0F AE /0 to /3 are the FS and GS bases, with a memory operand #UD' },
  { what: 'XRSTOR, XSAVEOPT',             instead: '0F AE /5 and /6 are fences, with a memory operand #UD' },
  { what: 'VMPTRLD, VMPTRST',             instead: '0F C7 /6 and /7 are RDRAND and RDSEED, with a memory operand #UD' },
  { what: 'hardware task switching',      instead: 'task gates are refused as gates of a wrong type; a far transfer to a TSS is #GP' },
  { what: 'virtual-8086 mode',            instead: 'IRET never enters it' },
  { what: 'system management mode',       instead: 'SMIs do not exist' },
  { what: 'alignment checks (#AC)',       instead: 'unaligned accesses always work' },
  { what: 'I/O breakpoints of DR7',       instead: 'a breakpoint with R/W of 2 never hits' },
  { what: 'store buffers and stale fetches', instead: 'every CPU sees memory in one order, and always the newest bytes' },
];
