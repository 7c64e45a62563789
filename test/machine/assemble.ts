/** Machine code from assembly text, by the binutils that the images are built with too. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { place } from './bare-machine.ts';

const known = new Map<string, Uint8Array>();

/** The bytes of `text` (GNU as, AT&T syntax), linked at `at`; `bits` is the code size. */
export function assemble(
  text: string,
  at: number = place.code,
  bits: 16 | 32 | 64 = 64,
): Uint8Array {
  const key = `${bits} ${at} ${text}`;
  const bytes = known.get(key) ?? assembled(text, at, bits);
  known.set(key, bytes);
  return bytes;
}

function assembled(text: string, at: number, bits: 16 | 32 | 64): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'assemble-'));
  const [object, image] = [join(folder, 'code.o'), join(folder, 'code')];
  try {
    tool('as', ['--64', '-o', object, '-'], `.code${bits}\n.globl _start\n_start: ${text}\n`);
    tool(
      'ld',
      [
        '-Ttext',
        at.toString(16),
        '--oformat',
        'binary',
        '-z',
        'noseparate-code',
        '-o',
        image,
        object,
      ],
      '',
    );
    return new Uint8Array(readFileSync(image));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function tool(name: string, options: readonly string[], input: string): void {
  const { status, stderr, error } = spawnSync(name, options, { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name}: ${error?.message ?? stderr}`);
}
