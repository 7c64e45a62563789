/** CPUID (SDM 2A, CPUID): CPU models as tables. A leaf that no row has reads as zeros. */

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
  /** One sentence for `-cpu help`. */
  readonly help: string;
  readonly rows: readonly CpuidRow[];
}

const row = (
  leaf: number,
  eax: number,
  ebx: number,
  ecx: number,
  edx: number,
  subleaf = -1,
): CpuidRow => ({ leaf, subleaf, eax: eax >>> 0, ebx: ebx >>> 0, ecx: ecx >>> 0, edx: edx >>> 0 });

/** Bits of the words in which CPUID names features. */
const bits = (...positions: number[]): number =>
  positions.reduce((word, position) => (word | (1 << position)) >>> 0, 0);

// prettier-ignore
const feature1Edx = {
  de: 2, pse: 3, tsc: 4, msr: 5, pae: 6, mce: 7, cx8: 8, apic: 9, sep: 11, pge: 13, mca: 14,
  cmov: 15, pat: 16,
} as const;
const feature1Ecx = { cx16: 13, popcnt: 23, hypervisor: 31 } as const;
const featureExtEdx = { syscall: 11, nx: 20, pdpe1gb: 26, lm: 29 } as const;
const featureExtEcx = { lahf: 0 } as const;

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

const [amdB = 0, amdD = 0, amdC = 0] = words('AuthenticAMD');

/** What this machine executes so far: no x87, MMX or SSE yet, so none is announced. */
// prettier-ignore
const qemu64: CpuModel = {
  name: 'qemu64',
  help: 'a 64-bit AMD family 0xF processor, as QEMU names its default',
  rows: [
    row(0, 1, amdB, amdC, amdD),
    row(1, 0x0f61, 0x0000_0800, bits(...Object.values(feature1Ecx)),
      bits(...Object.values(feature1Edx))),
    row(0x80000000, 0x80000008, amdB, amdC, amdD),
    row(0x80000001, 0x0f61, 0, bits(featureExtEcx.lahf),
      bits(...Object.values(featureExtEdx))),
    ...brand('textpoke virtual CPU'),
    row(0x80000005, 0, 0, 0, 0),
    row(0x80000006, 0, 0, 0, 0),
    row(0x80000007, 0, 0, 0, 1 << 8),
    row(0x80000008, 40 | (48 << 8), 0, 0, 0),
  ],
};

export const cpuModels: readonly CpuModel[] = [qemu64];
