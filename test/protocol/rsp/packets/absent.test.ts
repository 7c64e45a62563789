/** Specifies protocol/rsp/packets/absent.ts. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { absentStops } from '../../../../protocol/rsp/absent-stops.ts';
import { announcedFeatures, recognise } from '../../../../protocol/rsp/packets.ts';
import { absentPackets } from '../../../../protocol/rsp/packets/absent.ts';
import { toBytes } from './specification.ts';

/** What the settings call packets, and is a word of qSupported or of a stop reply. */
const features = new Set([
  ...announcedFeatures(0).map((feature) => feature.replace(/[+=].*$/, '')),
  ...absentStops.map(({ prefix }) => `${prefix}-event`),
  'FastTracepoints',
  'StaticTracepoints',
  'N stop reply',
  'memory-tagging',
]);

describe('packets this server does without', () => {
  it.each(absentPackets.map(({ prefix }) => prefix))('knows %s and does not parse it', (prefix) => {
    expect(recognise(toBytes(prefix))).toEqual({ kind: 'absent' });
  });

  it('knows of every packet that the installed gdb has a setting for', () => {
    const { stdout } = spawnSync('gdb', ['-nx', '-batch', '-ex', 'show remote'], {
      encoding: 'utf8',
    });
    const names = [...stdout.matchAll(/Support for the `([^']+)' packet/g)].map(
      ([, name = '']) => name,
    );
    expect(names).toContain('qSupported');
    const packets = names.filter((name) => !features.has(name.replace('-feature', '')));
    const unknown = packets.filter((name) =>
      ['', ':', '::', ';', '=', ':read:', ':write:'].every(
        (end) => recognise(toBytes(`${name}${end}`)).kind === 'unknown',
      ),
    );
    expect(unknown).toEqual([]);
  });

  it('gives a reason for each', () => {
    expect(absentPackets.filter(({ support }) => support.level !== 'absent')).toEqual([]);
  });
});
