import { expect, it } from 'vitest';
import { xenFeatureName } from '../../../protocol/xen/features.ts';

it('features have names where everybody numbers them alike', () => {
  expect([0, 6, 8, 15, 26, 31].map(xenFeatureName)).toEqual([
    'FPU',
    'PAE',
    'CX8',
    'CMOV',
    'SSE2',
    'PBE',
  ]);
  expect([10, 20, 32, 65].map(xenFeatureName)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
