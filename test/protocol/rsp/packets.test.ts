/** Specifies protocol/rsp/packets.ts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { announcedFeatures, packets, recognise } from '../../../protocol/rsp/packets.ts';
import { toBytes } from './packets/specification.ts';

describe('the packet table', () => {
  it('lets the longest prefix decide', () => {
    expect(recognise(toBytes('vCont?'))).toMatchObject({ name: 'queryResume' });
    expect(recognise(toBytes('vCont;c'))).toMatchObject({ name: 'resume' });
    expect(recognise(toBytes('qC'))).toMatchObject({ name: 'currentThread' });
    expect(recognise(toBytes('qCRC:0,4'))).toMatchObject({ name: 'checksumMemory' });
    expect(recognise(toBytes('qCx'))).toEqual({ kind: 'unknown' });
  });

  it.each(['', 'Y', 'vUnheardOf:0,1', 'qXfer:spu:read::0,10', '\x00\xff'])(
    'does not know %j',
    (body) => {
      expect(recognise(toBytes(body))).toEqual({ kind: 'unknown' });
    },
  );

  it('leaves longer packets that begin with the letter of another one to those who know them', () => {
    const short = Object.values(packets).filter(({ prefix }) => prefix.length === 1);
    const letters = short.map(({ prefix }) => prefix);
    expect(letters.toSorted().join('')).toBe('!?CDGHMPRSTXZcgkmpsxz');
    const foreign = fc.stringMatching(/^[G-Zi-oq-z][!-~]*$/);
    fc.assert(
      fc.property(fc.constantFrom(...letters), foreign, (letter, rest) => {
        expect(recognise(toBytes(letter + rest))).toEqual({ kind: 'unknown' });
      }),
    );
  });

  it('has no prefix twice', () => {
    const prefixes = Object.values(packets).map(({ prefix }) => prefix);
    expect(new Set(prefixes).size).toBe(prefixes.length);
  });

  it('has a sentence of help for every packet', () => {
    const without = Object.values(packets).filter(({ help }) => !/^[A-Z].*\.$/.test(help));
    expect(without).toEqual([]);
  });

  it('makes something of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (body) => {
        expect(['asked', 'malformed', 'absent', 'unknown']).toContain(recognise(body).kind);
      }),
    );
  });
});

describe('the features that are announced', () => {
  it('are the packet size and those of the rows', () => {
    expect(announcedFeatures(0x20000).toSorted()).toEqual([
      'BreakpointCommands+',
      'ConditionalBreakpoints+',
      'ConditionalTracepoints+',
      'DisconnectedTracing+',
      'EnableDisableTracepoints+',
      'InstallInTrace+',
      'PacketSize=20000',
      'QNonStop+',
      'QStartNoAckMode+',
      'QTBuffer:size+',
      'QThreadEvents+',
      'Qbtrace-conf:bts:size+',
      'Qbtrace:bts+',
      'Qbtrace:off+',
      'ReverseContinue+',
      'ReverseStep+',
      'TracepointSource+',
      'binary-upload+',
      'error-message+',
      'hwbreak+',
      'multiprocess+',
      'qXfer:btrace-conf:read+',
      'qXfer:btrace:read+',
      'qXfer:exec-file:read+',
      'qXfer:features:read+',
      'qXfer:memory-map:read+',
      'qXfer:osdata:read+',
      'qXfer:siginfo:read+',
      'qXfer:threads:read+',
      'swbreak+',
      'tracenz+',
      'vContSupported+',
    ]);
  });
});
