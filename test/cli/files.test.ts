/** Specifies src/cli/files.ts. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readWhole, reasonOf } from '../../src/cli/files.ts';

function failureOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (problem) {
    return problem;
  }
}

describe('what went wrong with a file', () => {
  it('is said in words, or in those that the caller prefers', () => {
    const problem = failureOf(() => readFileSync('/no/such/file'));
    expect(reasonOf(problem)).toBe('no such file');
    expect(reasonOf(problem, { ENOENT: 'there is no such folder' })).toBe(
      'there is no such folder',
    );
  });

  it('is what the system says where there are no words for it', () => {
    expect(reasonOf(new Error('lightning'))).toBe('lightning');
  });
});

it('reads files, and no device, which would never end', () => {
  expect(readWhole(import.meta.filename).includes('which would never end')).toBe(true);
  expect(() => readWhole('/dev/zero')).toThrow('it is a device');
});
