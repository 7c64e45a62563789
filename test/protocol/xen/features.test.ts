import { expect, it } from 'vitest';
import { xenFeatureName } from '../../../protocol/xen/features.ts';

const namesOf = (features: readonly number[], featuresetCount?: number) =>
  features.map((feature) => xenFeatureName(feature, featuresetCount));

it('features have names where everybody numbers them alike', () => {
  expect(namesOf([0, 6, 8, 15, 26, 31])).toEqual(['FPU', 'PAE', 'CX8', 'CMOV', 'SSE2', 'PBE']);
  expect(namesOf([10, 20, 32, 65])).toEqual([undefined, undefined, undefined, undefined]);
});

it('features of Xen are bits of CPUID, and behind them its own', () => {
  expect(namesOf([0 * 32 + 6, 1 * 32 + 22, 2 * 32 + 29, 4 * 32, 5 * 32 + 23], 19)).toEqual([
    'PAE',
    'MOVBE',
    'LM',
    'XSAVEOPT',
    'CLFLUSHOPT',
  ]);
  const own = [9, 11, 12, 15, 18, 26, 31].map((bit) => 19 * 32 + bit);
  expect(namesOf(own, 19)).toEqual([
    'MFENCE_RDTSC',
    'XEN_SMAP',
    'SC_NO_LOCK_HARDEN',
    'SC_NO_BRANCH_HARDEN',
    'SC_RSB_PV',
    'XEN_SHSTK',
    'PDX_COMPRESSION',
  ]);
  const bugs = [2, 5, 6, 16, 21].map((bit) => 20 * 32 + bit);
  expect(namesOf(bugs, 19)).toEqual([
    'BUG_CLFLUSH_MFENCE',
    'BUG_MONITOR',
    undefined,
    'SPEC_NO_LFENCE_ENTRY_PV',
    'SPEC_BHB_LOOPS_LONG',
  ]);
});
