/** Names of the CPU features that Xen, Linux and our guests number alike: CPUID 1.EDX, word 0. */

/** Bit by bit; the empty ones are reserved (SDM 2A, CPUID, table 3-11). */
const leafOneEdx: readonly string[] = [
  'FPU VME DE PSE TSC MSR PAE MCE CX8 APIC . SEP MTRR PGE MCA CMOV',
  'PAT PSE36 PSN CLFSH . DS ACPI MMX FXSR SSE SSE2 SS HTT TM IA64 PBE',
].flatMap((half) => half.split(' '));

/** The name of `feature`, or undefined where guests differ in what the number means. */
export function xenFeatureName(feature: number): string | undefined {
  const name = leafOneEdx[feature];
  return name === '.' ? undefined : name;
}
