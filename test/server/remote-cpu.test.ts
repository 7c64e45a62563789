/** Specifies src/server/remote-cpu.ts, against our own server. */
import { afterEach, describe, expect, it } from 'vitest';
import { linearAddress } from '../../src/foundation/addresses.ts';
import { StillMachine } from '../debugger/still-machine.ts';
import { served } from '../lockstep/own-server.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function remoteOf() {
  const machine = new StillMachine();
  const { remote, close } = await served(machine);
  closing.push(close);
  return { machine, remote };
}

describe('a CPU behind another gdb server', () => {
  it('shows its registers by name', async () => {
    const { machine, remote } = await remoteOf();
    const values = await remote.registers();

    for (const name of ['rax', 'r15', 'eflags', 'cs', 'xmm3', 'cr4', 'efer']) {
      expect([name, values.get(name)]).toEqual([name, machine.readRegister(0, name)]);
    }
  });

  it('makes one step when asked', async () => {
    const { machine, remote } = await remoteOf();

    expect(await remote.step()).toBeUndefined();
    expect(machine.readRegister(0, 'rip')).toBe(0x1001n);
  });

  it('runs to an address and leaves no breakpoint there', async () => {
    const { machine, remote } = await remoteOf();

    expect(await remote.runTo(linearAddress(0x1040))).toBeUndefined();
    expect((await remote.registers()).get('rip')).toBe(0x1040n);
    expect(machine.breakpoints.size).toBe(0);
  });

  it('shows memory in as many pieces as it takes, up to where it ends', async () => {
    const { machine, remote } = await remoteOf();
    machine.memory.fill(7, 0x2000, 0x4000);
    const end = machine.ramBytes;

    expect(await remote.readMemory(linearAddress(0x2000), 0x2000)).toEqual(
      new Uint8Array(0x2000).fill(7),
    );
    expect(await remote.readMemory(linearAddress(end - 5000), 9000)).toHaveLength(5000);
  });

  it('says how the guest ended instead of stepping', async () => {
    const { machine, remote } = await remoteOf();
    machine.planned.push({ kind: 'exited', cpu: 0, status: 3 });

    expect(await remote.step()).toBe('it ended with status 3');
  });
});
