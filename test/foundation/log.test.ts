import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/foundation/log.ts';

describe('a log', () => {
  it('writes warnings and the channels that are on', () => {
    const lines: string[] = [];
    const log = createLog((line) => lines.push(line), new Set(['rsp']));

    log.line('warn', 'careful');
    log.line('rsp', () => 'packet');
    log.line('int', () => {
      throw new Error('text for a channel that is off is never made');
    });

    expect(lines).toEqual(['textpoke: careful', 'textpoke: packet']);
  });

  it('names an unknown thing once', () => {
    const lines: string[] = [];
    const log = createLog((line) => lines.push(line), new Set());

    for (const port of [0x80, 0x80, 0x81]) log.once(`port ${port}`, `unknown port ${port}`);

    expect(lines).toEqual(['textpoke: unknown port 128', 'textpoke: unknown port 129']);
  });
});
