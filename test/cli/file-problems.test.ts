/** Specifies src/cli/file-problems.ts. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { reasonOf } from '../../src/cli/file-problems.ts';

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
