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

// prettier-ignore
export const absentInstructions: readonly AbsentInstructions[] = [
  row('3DNow! and FEMMS',                      '0F 0E-0F',                               'no CPU of the last ten years has them'),
  row('XSAVES and XRSTORS',                    '0F C7 /3, 0F C7 /5',                     'there is no state of supervisors only'),
  row('VMX',                                   '0F 01 C1-C4, 0F 78-79', 'the machine has AMD\'s way of running guests, SVM'),
  row('GETSEC',                                '0F 37',                                  'there is no trusted execution'),
  row('XABORT and XBEGIN',                     'C6 /7, C7 /7',                           'there is no transactional memory'),
  row('reserved, or test registers long gone', '0F 04, 0F 0A, 0F 0C, 0F 24-27, 0F 36, 0F 39, 0F 3B-3F, 0F 7A-7B, 0F A6-A7', 'no instruction is there on any CPU of this kind'),
];

/** Prefixes and escapes are no instructions and have no rows. */
export const prefixesAndEscapes = '0F, 0F 38, 0F 3A, 26, 2E, 36, 3E, 64-67, F0, F2-F3';

const lastPlace = 'the last bit may differ from a given processor; with its 66 bits of pi, though';
const twelveBits =
  'the nearest number of twelve bits, where every maker has an approximation of its own';

/** Instructions in the tables that do less than on silicon, by the name of their meaning. */
// prettier-ignore
export const partialInstructions: Readonly<Record<string, string>> = {
  mwait:           'returns at once, as if something had been written to the monitored line',
  fsin:            lastPlace,
  fcos:            lastPlace,
  fsincos:         lastPlace,
  fptan:           lastPlace,
  fpatan:          lastPlace,
  f2xm1:           lastPlace,
  fyl2x:           lastPlace,
  fyl2xp1:         lastPlace,
  rcpps:           twelveBits,
  rcpss:           twelveBits,
  rsqrtps:         twelveBits,
  rsqrtss:         twelveBits,
  wait:            'with CR0.NE clear an exception stays pending: there is no FERR# and no IRQ 13',
  clflush:         'there is no cache: faults as a read would, and nothing else',
  rdpmc:           'there are no performance counters: always #GP',
  rsm:             'there is no system management mode to leave: always #UD',
  jmpFar:          'to a TSS or through a task gate it is #GP, named once: no task switch',
  jmpFarIndirect:  'to a TSS or through a task gate it is #GP, named once: no task switch',
  callFar:         'to a TSS or through a task gate it is #GP, named once: no task switch',
  callFarIndirect: 'to a TSS or through a task gate it is #GP, named once: no task switch',
  int:             'through a task gate it is #GP, named once: no task switch',
  iret:            'with NT or VM it is #GP, named once: no task switch, no virtual-8086 mode',
  vmrun:           'nested paging needs a host in long mode; a watchpoint misses what goes to VMCBs',
  vmsave:          'a watchpoint does not see it',
  invlpga:         'an ASID has no translations while another one runs: there are none to forget',
  skinit:          'always #UD, as where CPUID does not announce it',
};

/** What is not an instruction and not there either. */
export interface AbsentFeature {
  readonly what: string;
  readonly instead: string;
}

// prettier-ignore
export const absentFeatures: readonly AbsentFeature[] = [
  { what: 'AVX-512',                      instead: '62 is #UD in 64-bit code' },
  { what: 'F16C, AES, PCLMULQDQ, SHA', instead: '#UD; CPUID announces none of them' },
  { what: 'VMPTRLD, VMPTRST',             instead: '0F C7 /6 and /7 are RDRAND and RDSEED, with a memory operand #UD' },
  { what: 'hardware task switching',      instead: 'task gates are refused as gates of a wrong type; a far transfer to a TSS is #GP; named once in the log' },
  { what: 'virtual-8086 mode',            instead: 'IRET never enters it' },
  { what: 'VME and PVI',                  instead: 'their bits of CR4 can be set and change nothing; VIF and VIP are flags like others' },
  { what: 'system management mode',       instead: 'SMIs do not exist' },
  { what: 'store buffers and stale fetches', instead: 'every CPU sees memory in one order, and always the newest bytes' },
];
