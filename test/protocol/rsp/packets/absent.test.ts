/** Specifies protocol/rsp/packets/absent.ts. */
import { describe, expect, it } from 'vitest';
import { recognise } from '../../../../protocol/rsp/packets.ts';
import { absentPackets } from '../../../../protocol/rsp/packets/absent.ts';
import { toBytes } from './specification.ts';

describe('packets this server does without', () => {
  it.each(absentPackets.map(({ prefix }) => prefix))('knows %s and does not parse it', (prefix) => {
    expect(recognise(toBytes(prefix))).toEqual({ kind: 'absent' });
  });

  it('gives a reason for each', () => {
    expect(absentPackets.filter(({ support }) => support.level !== 'absent')).toEqual([]);
  });
});
