/** Dialogues of real gdb with a machine of NOPs: what depends on the protocol alone. */
import { describe, it } from 'vitest';
import { StillMachine } from '../debugger/still-machine.ts';
import { play } from './harness.ts';

describe('gdb', () => {
  it('shows CPUs, registers, tables and the monitor', async () => {
    await play('attach', { machine: new StillMachine(4) });
  });

  it('keeps breakpoints on A and A+1 apart', async () => {
    await play('adjacent-breakpoints', { machine: new StillMachine(2) });
  });

  it('leaves and comes back', async () => {
    await play('reattach', {
      machine: new StillMachine(2),
      unstable: [[/^0x[0-9a-f]{16} in \?\? \(\)$/gm, 'ADDRESS in ?? ()']],
    });
  });

  it('stops the guest by Ctrl-C', async () => {
    await play('ctrl-c', {
      machine: new StillMachine(2),
      ctrlCAfterSlices: 3,
      unstable: [
        [/0x[0-9a-f]{16}/g, 'ADDRESS'],
        [/Thread \d "CPU#\d"/g, 'Thread N "CPU#N"'],
        [/^\[Switching to Thread 1\.2\]\n/gm, ''],
      ],
    });
  });
});
