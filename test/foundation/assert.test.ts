import { describe, expect, it } from 'vitest';
import { Defect, assert, present } from '../../src/foundation/assert.ts';

describe('a broken promise of ours', () => {
  it('is a defect that names it', () => {
    expect(() => assert(false, 'cpu below cpuCount')).toThrow(new Defect('cpu below cpuCount'));
    expect(() => present(undefined, 'the boot cpu')).toThrow(new Defect('the boot cpu is absent'));
  });

  it('is not one that holds', () => {
    assert(true, 'always');
    expect(present(0, 'zero')).toBe(0);
  });
});
