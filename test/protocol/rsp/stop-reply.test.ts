/** Specifies protocol/rsp/stop-reply.ts. */
import { describe, expect, it } from 'vitest';
import { textOfBytes } from '../../../protocol/rsp/numbers.ts';
import { printConsole, printStopReply } from '../../../protocol/rsp/stop-reply.ts';
import { linearAddress } from '../../../src/foundation/addresses.ts';

const where = { kind: 'stopped', signal: 5, thread: { process: 1, thread: 3 }, core: 2 } as const;

describe('a stop reply', () => {
  it('names the thread and the core', () => {
    expect(printStopReply(where)).toBe('T05thread:p1.3;core:2;');
  });

  it('says that a breakpoint was hit', () => {
    const reply = printStopReply({ ...where, point: { kind: 'swbreak' } });
    expect(reply).toBe('T05swbreak:;thread:p1.3;core:2;');
  });

  it('says what was touched', () => {
    const address = linearAddress(0xffff800000007004n);
    const begin = linearAddress(0xffff800000007000n);
    const point = { kind: 'awatch', address, begin } as const;
    expect(printStopReply({ ...where, point })).toBe(
      'T05awatch:ffff800000007004;thread:p1.3;core:2;',
    );
    const story = { name: 'CPU#2', threads: [] };
    expect(printStopReply({ ...where, point, story })).toContain('awatch:ffff800000007000;');
  });

  it('carries registers', () => {
    const image = Uint8Array.of(0, 16, 0, 0, 0, 0, 0, 0);
    const reply = printStopReply({ ...where, registers: [{ number: 16, image }] });
    expect(reply).toBe('T0510:0010000000000000;thread:p1.3;core:2;');
  });

  it('carries for lldb the name, the reason in a word and in words, and who else is there', () => {
    const threads = [{ thread: { process: 1, thread: 3 }, rip: linearAddress(0x1000n) }];
    const story = { name: 'CPU#2', reason: 'exception', description: 'hi', threads } as const;
    expect(printStopReply({ ...where, story })).toBe(
      'T05thread:p1.3;core:2;hexname:4350552332;reason:exception;description:6869;' +
        'threads:p1.3;thread-pcs:1000;',
    );
  });

  it('tells the status of a guest that ended', () => {
    expect(printStopReply({ kind: 'killed', process: 1 })).toBe('X09;process:1');
    expect(printStopReply({ kind: 'exited', status: 42 })).toBe('W2a');
    expect(printStopReply({ kind: 'exited', status: 0, process: 1 })).toBe('W00;process:1');
  });
});

it('carries console text as hex', () => {
  expect(textOfBytes(printConsole('hi\n'))).toBe('O68690a');
});
