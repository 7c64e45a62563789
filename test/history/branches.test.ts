import { describe, expect, it } from 'vitest';
import { Branches } from '../../src/history/branches.ts';
import { Line } from '../../src/history/line.ts';

const start = { steps: 0, idle: 0 };
const line = new Line([], start);

describe('branches', () => {
  it('are numbered as they are made, and kept until they are taken', () => {
    const branches = new Branches();
    expect(branches.keep(line, start)).toEqual({ name: 'future-1' });
    expect(branches.keep(line, start)).toEqual({ name: 'future-2' });
    expect(branches.take('future-1')?.line).toBe(line);
    expect(branches.take('future-1')).toBeUndefined();
    expect(branches.all.map(({ name }) => name)).toEqual(['future-2']);
  });

  it('are so many at most; the oldest is named when it has to go', () => {
    const branches = new Branches();
    for (let made = 0; made < 256; made += 1) branches.keep(line, start);
    expect(branches.keep(line, start)).toEqual({ name: 'future-257', dropped: 'future-1' });
    expect(branches.all).toHaveLength(256);
  });
});
