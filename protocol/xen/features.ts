/** Names of the CPU features that patch tables number, as CPUID and Xen's cpufeatures.h have them. */

const bits = (...halves: readonly string[]): readonly string[] =>
  halves.flatMap((half) => half.split(' '));

/** CPUID 1.EDX, which Xen, Linux and our guests number alike; points are reserved bits. */
const leafOneEdx = bits(
  'FPU VME DE PSE TSC MSR PAE MCE CX8 APIC . SEP MTRR PGE MCA CMOV',
  'PAT PSE36 PSN CLFSH . DS ACPI MMX FXSR SSE SSE2 SS HTT TM IA64 PBE',
);

/** The words of a Xen featureset whose bits its alternatives may ask for, by their index. */
const featuresetWords: ReadonlyMap<number, readonly string[]> = new Map([
  [0, leafOneEdx],
  [
    1,
    bits(
      'SSE3 PCLMULQDQ DTES64 MONITOR DSCPL VMX SMX EIST TM2 SSSE3 CID SDBG FMA CX16 XTPR PDCM',
      '. PCID DCA SSE4_1 SSE4_2 X2APIC MOVBE POPCNT TSC_DEADLINE AESNI XSAVE OSXSAVE AVX F16C',
      'RDRAND HYPERVISOR',
    ),
  ],
  [
    2,
    bits(
      '. . . . . . . . . . . SYSCALL . . . . . . . . NX . MMXEXT . . FFXSR PAGE1GB RDTSCP . LM',
      '3DNOWEXT 3DNOW',
    ),
  ],
  [4, bits('XSAVEOPT XSAVEC XGETBV1 XSAVES')],
  [
    5,
    bits(
      'FSGSBASE TSC_ADJUST SGX BMI1 HLE AVX2 FDP_EXCP_ONLY SMEP BMI2 ERMS INVPCID RTM PQM',
      'NO_FPU_SEL MPX PQE AVX512F AVX512DQ RDSEED ADX SMAP AVX512_IFMA . CLFLUSHOPT CLWB',
      'PROC_TRACE AVX512PF AVX512ER AVX512CD SHA AVX512BW AVX512VL',
    ),
  ],
]);

/** The first word behind the featureset: what Xen 4.17 decides for itself. */
const syntheticWord = bits(
  'CONSTANT_TSC NONSTOP_TSC ARAT ARCH_PERFMON TSC_RELIABLE XTOPOLOGY CPUID_FAULTING',
  'CLFLUSH_MONITOR APERFMPERF MFENCE_RDTSC XEN_SMEP XEN_SMAP SC_NO_LOCK_HARDEN',
  'IND_THUNK_LFENCE IND_THUNK_JMP SC_NO_BRANCH_HARDEN SC_MSR_PV SC_MSR_HVM SC_RSB_PV',
  'SC_RSB_HVM XEN_SELFSNOOP SC_MSR_IDLE XEN_LBR SC_DIV SC_RSB_IDLE SC_VERW_IDLE XEN_SHSTK',
  'XEN_IBT IBPB_ENTRY_PV IBPB_ENTRY_HVM USE_VMCALL PDX_COMPRESSION',
);

/** The word behind that: quirks of CPUs, and from bit 16 on choices of mitigations. */
const bugWord = bits(
  'BUG_FPU_PTRS BUG_NULL_SEG BUG_CLFLUSH_MFENCE BUG_IBPB_NO_RET BUG_CLFLUSH_MONITOR BUG_MONITOR',
  '. . . . . . . . . . SPEC_NO_LFENCE_ENTRY_PV SPEC_NO_LFENCE_ENTRY_INTR',
  'SPEC_NO_LFENCE_ENTRY_VMX SPEC_BHB_TSX SPEC_BHB_LOOPS SPEC_BHB_LOOPS_LONG',
);

/**
 * The name of `feature`, or undefined where guests differ in what the number means. A Xen whose
 * featureset has `featuresetCount` words of 32 bits numbers its own features behind them.
 */
export function xenFeatureName(feature: number, featuresetCount?: number): string | undefined {
  const word = feature >> 5;
  const name = wordOf(word, featuresetCount)?.[feature & 31];
  return name === '.' ? undefined : name;
}

function wordOf(word: number, featuresetCount: number | undefined): readonly string[] | undefined {
  if (featuresetCount === undefined) return word === 0 ? leafOneEdx : undefined;
  if (word === featuresetCount) return syntheticWord;
  return word === featuresetCount + 1 ? bugWord : featuresetWords.get(word);
}
