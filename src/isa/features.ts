/** What CPUID can say that a CPU has, by QEMU's names: where the bit is, and what CR4 gains by it. */

/** A register of a CPUID leaf. */
export interface FeatureWord {
  readonly leaf: number;
  /** Where it is not 0. */
  readonly subleaf?: number;
  readonly register: 'eax' | 'ebx' | 'ecx' | 'edx';
}

export interface Feature {
  readonly word: FeatureWord;
  readonly bit: number;
  /** The bit of CR4 that exists with it. */
  readonly cr4: number | undefined;
}

const edx1: FeatureWord = { leaf: 1, register: 'edx' };
const ecx1: FeatureWord = { leaf: 1, register: 'ecx' };
const ebx7: FeatureWord = { leaf: 7, register: 'ebx' };
const ecx7: FeatureWord = { leaf: 7, register: 'ecx' };
const eaxStates: FeatureWord = { leaf: 0xd, subleaf: 1, register: 'eax' };
const edx7: FeatureWord = { leaf: 7, register: 'edx' };
const ecxExtended: FeatureWord = { leaf: 0x80000001, register: 'ecx' };
const edxExtended: FeatureWord = { leaf: 0x80000001, register: 'edx' };
const edxSvm: FeatureWord = { leaf: 0x8000000a, register: 'edx' };

const at = (word: FeatureWord, bit: number, cr4?: number): Feature => ({ word, bit, cr4 });

/** Only what the machine executes. */
// prettier-ignore
export const features = {
  fpu: at(edx1, 0),
  de: at(edx1, 2),       pse: at(edx1, 3),       tsc: at(edx1, 4),          msr: at(edx1, 5),
  pae: at(edx1, 6),      mce: at(edx1, 7),       cx8: at(edx1, 8),          apic: at(edx1, 9),
  mtrr: at(edx1, 12),
  sep: at(edx1, 11),     pge: at(edx1, 13),      mca: at(edx1, 14),         cmov: at(edx1, 15),
  pat: at(edx1, 16),     clflush: at(edx1, 19),  mmx: at(edx1, 23),        fxsr: at(edx1, 24),
  sse: at(edx1, 25),     sse2: at(edx1, 26),     sse3: at(ecx1, 0),        ssse3: at(ecx1, 9),
  'sse4.1': at(ecx1, 19), 'sse4.2': at(ecx1, 20), xsave: at(ecx1, 26, 18), avx: at(ecx1, 28),
  monitor: at(ecx1, 3),  fma: at(ecx1, 12),      cx16: at(ecx1, 13),     pcid: at(ecx1, 17, 17),    movbe: at(ecx1, 22),
  x2apic: at(ecx1, 21),  'tsc-deadline': at(ecx1, 24),
  popcnt: at(ecx1, 23),  rdrand: at(ecx1, 30),   hypervisor: at(ecx1, 31),
  fsgsbase: at(ebx7, 0, 16), bmi1: at(ebx7, 3),  avx2: at(ebx7, 5),
  smep: at(ebx7, 7, 20),     bmi2: at(ebx7, 8),
  erms: at(ebx7, 9),     invpcid: at(ebx7, 10),  rdseed: at(ebx7, 18),      adx: at(ebx7, 19),
  smap: at(ebx7, 20, 21), clflushopt: at(ebx7, 23), clwb: at(ebx7, 24),
  umip: at(ecx7, 2, 11), pku: at(ecx7, 3, 22),   la57: at(ecx7, 16, 12),    rdpid: at(ecx7, 22),
  serialize: at(edx7, 14),
  xsaveopt: at(eaxStates, 0), xsavec: at(eaxStates, 1),
  'lahf-lm': at(ecxExtended, 0), svm: at(ecxExtended, 2), abm: at(ecxExtended, 5), '3dnowprefetch': at(ecxExtended, 8),
  mmxext: at(edxExtended, 22), syscall: at(edxExtended, 11), nx: at(edxExtended, 20), pdpe1gb: at(edxExtended, 26),
  rdtscp: at(edxExtended, 27),  lm: at(edxExtended, 29),
  npt: at(edxSvm, 0), 'svm-lock': at(edxSvm, 2), 'nrip-save': at(edxSvm, 3), 'vmcb-clean': at(edxSvm, 5),
  flushbyasid: at(edxSvm, 6),
} as const satisfies Record<string, Feature>;

export type FeatureName = keyof typeof features;

export const featureNames = Object.keys(features) as readonly FeatureName[];

export const isFeature = (name: string): name is FeatureName => Object.hasOwn(features, name);
