/** Specifies src/debugger/threads.ts. */
import { describe, expect, it } from 'vitest';
import { cpuMode, cpusOf } from '../../src/debugger/threads.ts';
import { StillMachine } from './still-machine.ts';

describe('thread-ids', () => {
  it.each([
    [{ process: 1, thread: 2 }, [1]],
    [{ thread: -1 }, [0, 1, 2]],
    [{ process: -1, thread: -1 }, [0, 1, 2]],
    [{ process: 1, thread: 0 }, [0]],
    [{ process: 2, thread: 1 }, []],
    [{ thread: 4 }, []],
  ])('%j are the CPUs %j', (id, cpus) => {
    expect(cpusOf(new StillMachine(3), id)).toEqual(cpus);
  });
});

describe('the mode of a CPU', () => {
  it.each([
    ['real mode', { cr0: 0x10n }],
    ['ring 0, protected mode', { cr0: 0x11n, efer: 0n }],
    ['ring 3, 64-bit', { cs: 0x33n }],
    ['virtual-8086 mode', { eflags: 0x2_0002n }],
  ])('is %s', (mode, values) => {
    const machine = new StillMachine();
    for (const [name, value] of Object.entries(values)) machine.writeRegister(1, name, value);
    expect(cpuMode(machine, 1)).toBe(mode);
  });

  it('is compatibility mode where long mode has code of fewer bits', () => {
    const machine = new StillMachine();
    machine.codeBitsOfAll = 32;
    machine.writeRegister(1, 'cs', 0x23n);

    expect(cpuMode(machine, 1)).toBe('ring 3, compatibility mode');
  });

  it('names the guest that it runs', () => {
    const machine = new StillMachine();
    machine.guests.set(1, 5);

    expect(cpuMode(machine, 1)).toBe('ring 0, 64-bit, guest asid 5');
  });
});
