/** QEMU tells the stories of the one-screen guests too, but for the lines where a manual is cited. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Deviation, Guest } from '../fixtures/guests.ts';
import { guests } from '../fixtures/guests.ts';

/** One instruction in each translation block: events then arrive where the manual says. */
// prettier-ignore
const options = [
  '-display', 'none', '-debugcon', 'stdio', '-device', 'isa-debug-exit,iobase=0xf4', '-no-reboot',
  '-m', '64', '-cpu', 'max', '-accel', 'tcg,thread=single', '-singlestep',
];
/** A guest that ends with 0 makes QEMU end with 1; a reset that is not made ends it with 0. */
const status = { ended: 1, shutDown: 0 } as const;
const patience = 30_000;

const counting = ['-icount', 'shift=7,sleep=off'];

function storyOf({ image, cpus, needsTime }: Guest): { story: string; code: number | null } {
  const clock = needsTime === true ? counting : [];
  const words = ['-kernel', image, '-smp', String(cpus ?? 1), ...options, ...clock];
  const { stdout, status: code } = spawnSync('qemu-system-x86_64', words, {
    encoding: 'utf8',
    timeout: patience,
  });
  return { story: stdout, code };
}

/** The lines that differ, as the known ones are written down. */
function differences(ours: string, theirs: string): Omit<Deviation, 'manual'>[] {
  const [left, right] = [ours.split('\n'), theirs.split('\n')];
  const count = Math.max(left.length, right.length);
  return Array.from({ length: count }, (_, at) => ({
    ours: left[at] ?? '',
    theirs: right[at] ?? '',
  })).filter((pair) => pair.ours !== pair.theirs);
}

const comparable = guests.filter(({ notOnQemu }) => notOnQemu === undefined);

describe('on QEMU a one-screen guest', () => {
  it.each(comparable.map((guest) => [guest.name, guest] as const))('%s', (_name, guest) => {
    const { story, code } = storyOf(guest);

    const known = (guest.qemu ?? []).map(({ ours, theirs }) => ({ ours, theirs }));
    expect(differences(guest.expected, story)).toEqual(known);
    expect(code).toBe(guest.shutsDown === true ? status.shutDown : status.ended);
    console.log(`QEMU: ${guest.expected.split('\n').length - 1} lines of ${guest.name} judged`);
  });
});
