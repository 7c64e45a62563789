/** What a client may ask for is bounded: one more is refused by name, and what is there stays. */
import { describe, expect, it } from 'vitest';
import { stateOf } from '../dialogues/machine-state.ts';
import { converseWithPast } from './with-past.ts';

const hexText = (text: string): string => Buffer.from(text, 'latin1').toString('hex');
const hex = (value: number): string => value.toString(16);
const times = (count: number, one: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => one(index));
const condition = (bytes: number): string => `X${hex(bytes)},${'27'.repeat(bytes)}`;

interface Bound {
  readonly name: string;
  /** All of these are granted. */
  readonly granted: readonly string[];
  /** This is not. */
  readonly asked: string;
  readonly refused: string;
}

// prettier-ignore
const bounds: readonly Bound[] = [
  { name: 'breakpoints', granted: times(4096, (index) => `Z0,${hex(0x1000 + index)},1`),
    asked: 'Z1,8000,1', refused: 'E.more than 4096 breakpoints and watchpoints' },
  { name: 'watched bytes', granted: ['Z2,200000,1000'],
    asked: 'Z2,200000,100001', refused: 'E.a watchpoint watches 1 to 1048576 bytes' },
  { name: 'watched pieces of pages', granted: times(64, (index) => `Z2,${hex(0x200000 + index * 8)},8`),
    asked: 'Z3,300000,1', refused: 'E.more than 64 watched pieces of pages' },
  { name: 'conditions of a breakpoint', granted: [`Z0,1000,1;${condition(1).repeat(64)}`],
    asked: `Z0,2000,1;${condition(1).repeat(65)}`, refused: 'E.insertBreakpoint: more than 64 expressions' },
  { name: 'the length of a condition', granted: [],
    asked: `Z0,1000,1;${condition(4097)}`, refused: 'E.insertBreakpoint: an expression of 4097 bytes' },
  { name: 'bytes of a checksum', granted: [],
    asked: 'qCRC:0,10000001', refused: 'E.a checksum of more than 268435456 bytes' },
  { name: 'tracepoints', granted: times(1024, (index) => `QTDP:${hex(index + 1)}:1000:E:0:0`),
    asked: 'QTDP:401:1000:E:0:0', refused: 'E.there are at most 1024 tracepoints' },
  { name: 'trace state variables', granted: times(256, (index) => `QTDV:${hex(index + 100)}:0:0:${hexText(`v${index}`)}`),
    asked: `QTDV:1000:0:0:${hexText('w')}`, refused: 'E.there are at most 256 variables' },
  { name: 'actions of a tracepoint', granted: ['QTDP:1:1000:E:0:0-', ...times(256, () => 'QTDP:-1:1000:Rff-')],
    asked: 'QTDP:-1:1000:Rff', refused: 'E.a tracepoint has at most 256 actions' },
  { name: 'sources of a tracepoint', granted: ['QTDP:1:1000:E:0:0', ...times(256, () => 'QTDPsrc:1:1000:cmd:0:1:61')],
    asked: 'QTDPsrc:1:1000:cmd:0:1:61', refused: 'E.a tracepoint has at most 256 pieces of source' },
];

describe('there is an end to', () => {
  it.each(bounds)('$name', ({ granted, asked, refused }) => {
    const { history, ask } = converseWithPast();
    ask('qSupported:error-message+;ConditionalBreakpoints+');
    const before = stateOf(history);
    for (const body of granted) expect(ask(body)).toEqual(['OK']);
    expect(ask(asked)).toEqual([refused]);
    for (const body of granted.slice(0, 3)) expect(ask(body)).toEqual(['OK']);
    expect(stateOf(history)).toEqual(before);
  });
});
