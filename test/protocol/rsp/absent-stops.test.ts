/** Specifies protocol/rsp/absent-stops.ts. */
import { describe, expect, it } from 'vitest';
import { absentStops } from '../../../protocol/rsp/absent-stops.ts';

describe('stops that there are not', () => {
  it('each have a reason, and are named once', () => {
    expect(absentStops.filter(({ support }) => support.level !== 'absent')).toEqual([]);
    const names = absentStops.map(({ prefix }) => prefix);
    expect(new Set(names).size).toBe(names.length);
  });
});
