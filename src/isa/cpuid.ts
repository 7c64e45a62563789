/** CPUID (SDM 2A, CPUID): CPU models as tables. A leaf that no row has reads as zeros. */
import type { FeatureName, FeatureWord } from './features.ts';
import { featureNames, features, isFeature } from './features.ts';
import { component, imageOffset } from './state-image.ts';

export interface CpuidRow {
  readonly leaf: number;
  /** -1: the same for every subleaf. */
  readonly subleaf: number;
  readonly eax: number;
  readonly ebx: number;
  readonly ecx: number;
  readonly edx: number;
}

export interface CpuModel {
  readonly name: string;
  /** One sentence for help. */
  readonly help: string;
  readonly vendor: 'AuthenticAMD' | 'GenuineIntel';
  /** Family, model and stepping as leaf 1 has them, and EDX after INIT (SDM 3A table 9-1). */
  readonly signature: number;
  readonly features: ReadonlySet<FeatureName>;
  /** Bits of CR4 and of XCR0 that exist. */
  readonly cr4: number;
  readonly xcr0: number;
  readonly rows: readonly CpuidRow[];
}

type ModelRow = Pick<CpuModel, 'name' | 'help' | 'vendor' | 'signature' | 'features'>;

// prettier-ignore
const inAll: readonly FeatureName[] = [
  'fpu', 'de', 'pse', 'tsc', 'msr', 'pae', 'mce', 'cx8', 'apic', 'mtrr', 'sep', 'pge', 'mca', 'cmov', 'pat',
  'clflush', 'mmx', 'fxsr', 'sse', 'sse2', 'sse3', 'cx16', 'popcnt', 'hypervisor', 'lahf-lm', 'syscall', 'nx', 'lm',
];

// prettier-ignore
const models: readonly ModelRow[] = [
  { name: 'qemu64', help: 'a 64-bit AMD family 0xF processor, as QEMU names its default',
    vendor: 'AuthenticAMD', signature: 0x0f61, features: new Set([...inAll, 'pdpe1gb', 'svm']) },
  { name: 'nehalem', help: 'an Intel processor of 2008: no SMEP, SMAP, PCIDs or 1 GiB pages',
    vendor: 'GenuineIntel', signature: 0x106a3,
    features: new Set([...inAll, 'ssse3', 'sse4.1', 'sse4.2']) },
  { name: 'max', help: 'everything that the machine executes, on an AMD family 0x19 processor',
    vendor: 'AuthenticAMD', signature: 0xa00f11, features: new Set(featureNames) },
];

const row = (
  leaf: number,
  eax: number,
  ebx: number,
  ecx: number,
  edx: number,
  subleaf = -1,
): CpuidRow => ({ leaf, subleaf, eax: eax >>> 0, ebx: ebx >>> 0, ecx: ecx >>> 0, edx: edx >>> 0 });

/** Twelve characters in the registers' order, as three little-endian words. */
function words(text: string): number[] {
  const word = (at: number): number =>
    [0, 1, 2, 3].reduce((sum, byte) => sum | (text.charCodeAt(at + byte) << (8 * byte)), 0) >>> 0;
  return Array.from({ length: text.length / 4 }, (_, at) => word(at * 4));
}

/** A brand string of 48 bytes over three leaves. */
function brand(text: string): CpuidRow[] {
  const all = words(text.padEnd(48, '\0'));
  return [0, 1, 2].map((part) => {
    const [eax = 0, ebx = 0, ecx = 0, edx = 0] = all.slice(part * 4, part * 4 + 4);
    return row(0x80000002 + part, eax, ebx, ecx, edx);
  });
}

/** The bits of one register of a leaf that these features set. */
const bitsOf = (
  has: ReadonlySet<FeatureName>,
  leaf: number,
  register: FeatureWord['register'],
): number =>
  featureNames
    .filter((name) => has.has(name))
    .map((name) => features[name])
    .filter(({ word }) => word.leaf === leaf && word.register === register)
    .reduce((bits, { bit }) => (bits | (1 << bit)) >>> 0, 0);

/** Components of XCR0; without XSAVE there are none. */
const xcr0Of = (has: ReadonlySet<FeatureName>): number =>
  has.has('xsave') ? component.x87 | component.sse | (has.has('avx') ? component.avx : 0) : 0;

const avxBytes = imageOffset.end - imageOffset.avx;

/** Leaf 0DH: the components that XSAVE knows, and where their images lie (SDM 1 13.2). */
function stateRows(has: ReadonlySet<FeatureName>): CpuidRow[] {
  const states = xcr0Of(has);
  if (states === 0) return [];
  const hasAvx = (states & component.avx) !== 0;
  const bytes = hasAvx ? imageOffset.end : imageOffset.avx;
  return [
    row(0xd, states, bytes, bytes, 0, 0),
    row(0xd, bitsOf(has, 0xd, 'eax'), bytes, 0, 0, 1),
    ...(hasAvx ? [row(0xd, avxBytes, imageOffset.avx, 0, 0, 2)] : []),
    row(0xd, 0, 0, 0, 0),
  ];
}

const cacheLine = 64;
/** ECX of leaf 5: extensions are enumerated, interrupts end an MWAIT also where they are masked. */
const mwaitExtensions = 3;
/** Leaf 8000000AH: revision, and how many ASIDs there are (APM 3 appendix E.4.9). */
const svmRevision = 1;
const addressSpaces = 16;

/** Leaves below the last one that have nothing to say. */
const zerosBetween = (rows: readonly CpuidRow[], last: number): CpuidRow[] =>
  Array.from({ length: last }, (_, at) => at + 1)
    .filter((leaf) => !rows.some((other) => other.leaf === leaf))
    .map((leaf) => row(leaf, 0, 0, 0, 0));

function rowsOf({ vendor, signature, features: has }: ModelRow): CpuidRow[] {
  const [b = 0, d = 0, c = 0] = words(vendor);
  const bits = (leaf: number, register: FeatureWord['register']): number =>
    bitsOf(has, leaf, register);
  const topology = has.has('x2apic');
  const hasLeaf7 = bits(7, 'ebx') !== 0 || bits(7, 'ecx') !== 0 || bits(7, 'edx') !== 0;
  const monitor = has.has('monitor') ? [cacheLine, cacheLine, mwaitExtensions] : [];
  const [smallest = 0, largest = 0, extensions = 0] = monitor;
  const basic = [
    row(1, signature, 0x0800, bits(1, 'ecx'), bits(1, 'edx')),
    ...(hasLeaf7
      ? [
          row(5, smallest, largest, extensions, 0),
          row(7, 0, bits(7, 'ebx'), bits(7, 'ecx'), bits(7, 'edx'), 0),
        ]
      : []),
    ...(topology
      ? [
          // One thread in a core, and all CPUs in one package: 5 bits of the id (SDM 2A, CPUID).
          row(0xb, 0, 1, 0x100, 0, 0),
          row(0xb, 5, 0, 0x201, 0, 1),
          row(0xb, 0, 0, 2, 0, 2),
        ]
      : []),
    ...stateRows(has),
  ];
  const last = Math.max(...basic.map(({ leaf }) => leaf));
  return [
    row(0, last, b, c, d),
    ...basic,
    ...zerosBetween(basic, last),
    row(0x80000000, has.has('svm') ? 0x8000000a : 0x80000008, b, c, d),
    row(0x80000001, signature, 0, bits(0x80000001, 'ecx'), bits(0x80000001, 'edx')),
    ...brand('textpoke virtual CPU'),
    row(0x80000005, 0, 0, 0, 0),
    row(0x80000006, 0, 0, 0, 0),
    row(0x80000007, 0, 0, 0, 1 << 8),
    row(0x80000008, 40 | ((has.has('la57') ? 57 : 48) << 8), 0, 0, 0),
    ...(has.has('svm')
      ? [
          row(0x80000009, 0, 0, 0, 0),
          row(0x8000000a, svmRevision, addressSpaces, 0, bits(0x8000000a, 'edx')),
        ]
      : []),
  ];
}

/** VME, PVI, TSD, DE, PSE, PAE, MCE, PGE, PCE, OSFXSR and OSXMMEXCPT exist on every model. */
const cr4InAll = 0x7ff;

function modelOf(model: ModelRow): CpuModel {
  const bits = [...model.features].map((name) => features[name].cr4);
  const cr4 = bits.reduce<number>(
    (mask, bit) => (bit === undefined ? mask : mask | (1 << bit)),
    cr4InAll,
  );
  return { ...model, cr4, xcr0: xcr0Of(model.features), rows: rowsOf(model) };
}

export const cpuModels: readonly CpuModel[] = models.map(modelOf);

/** The model where nobody names one. */
export const defaultModel: CpuModel = modelOf(models[0] as ModelRow);

/** A model with features changed as `-cpu` writes it, or the word of it that means nothing. */
export function cpuModelNamed(text: string): CpuModel | { readonly unknown: string } {
  const [name = '', ...changes] = text.split(',');
  const model = cpuModels.find((known) => known.name === name.toLowerCase());
  if (model === undefined) return { unknown: name };
  const wanted = new Set(model.features);
  for (const change of changes) {
    const parts = /^(?:([+-])([^=]+)|([^=+-][^=]*?)(?:=(on|off))?)$/.exec(change);
    const feature = (parts?.[2] ?? parts?.[3] ?? '').replaceAll('_', '-');
    if (parts === null || !isFeature(feature)) return { unknown: change };
    if (parts[1] === '-' || parts[4] === 'off') wanted.delete(feature);
    else wanted.add(feature);
  }
  return modelOf({ ...model, features: wanted });
}
