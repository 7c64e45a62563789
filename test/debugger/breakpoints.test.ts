/** Specifies src/debugger/breakpoints.ts. */
import { describe, expect, it } from 'vitest';
import { newAgent } from '../../src/debugger/agent/agent.ts';
import { Breakpoints } from '../../src/debugger/breakpoints.ts';
import { linearAddress, physicalAddress } from '../../src/foundation/addresses.ts';
import { aliasBase, StillMachine } from './still-machine.ts';

const setUp = () => {
  const machine = new StillMachine();
  return { machine, breakpoints: new Breakpoints(machine, newAgent()) };
};
const at = linearAddress;

describe('breakpoints', () => {
  it('stand as long as one kind of them is wanted, however often it was asked for', () => {
    const { machine, breakpoints } = setUp();
    const software = { type: 0, address: at(0x1000), length: 1 } as const;
    const hardware = { ...software, type: 1 } as const;
    for (const request of [software, software, hardware]) breakpoints.insert(0, request);
    expect(breakpoints.pointAt(at(0x1000))).toEqual({ kind: 'swbreak' });

    breakpoints.remove(software);
    expect(breakpoints.pointAt(at(0x1000))).toEqual({ kind: 'hwbreak' });
    expect(machine.breakpoints.size).toBe(1);

    breakpoints.remove(hardware);
    expect(breakpoints.pointAt(at(0x1000))).toBeUndefined();
    expect(machine.breakpoints.size).toBe(0);
  });

  it('are bounded', () => {
    const { breakpoints } = setUp();
    const insert = (address: number) =>
      breakpoints.insert(0, { type: 0, address: at(address), length: 1 });
    for (let address = 0; address < 4096; address += 1) insert(address);
    expect(insert(4096)).toMatchObject({
      kind: 'refusal',
      why: 'more than 4096 breakpoints and watchpoints',
    });
  });
});

describe('watchpoints', () => {
  it('are physical pieces, one for each page', () => {
    const { machine, breakpoints } = setUp();
    breakpoints.insert(0, { type: 2, address: at(0x1ffc), length: 8 });
    expect([...machine.watches]).toEqual([
      { physical: 0x1ffc, bytes: 4, access: 'write' },
      { physical: 0x2000, bytes: 4, access: 'write' },
    ]);
  });

  it('are refused beyond what the machine can hold', () => {
    const { breakpoints } = setUp();
    const refused = breakpoints.insert(0, { type: 2, address: at(0x1000), length: 65 * 4096 });
    expect(refused).toMatchObject({ why: 'more than 64 watched pieces of pages' });
  });

  it('hit through another mapping are told by the address gdb has set', () => {
    const { breakpoints } = setUp();
    breakpoints.insert(0, { type: 2, address: at(aliasBase + 0x1ffcn), length: 8 });
    expect(breakpoints.watchAt(physicalAddress(0x2001), 'write')).toEqual({
      kind: 'watch',
      address: aliasBase + 0x2001n,
      begin: aliasBase + 0x1ffcn,
    });
  });

  it('are told by the access they wait for', () => {
    const { breakpoints } = setUp();
    breakpoints.insert(0, { type: 3, address: at(0x1000), length: 1 });
    breakpoints.insert(0, { type: 4, address: at(0x2000), length: 1 });
    const kindAt = (physical: number, access: 'read' | 'write') =>
      breakpoints.watchAt(physicalAddress(physical), access)?.kind;
    expect([kindAt(0x1000, 'read'), kindAt(0x1000, 'write')]).toEqual(['rwatch', undefined]);
    expect([kindAt(0x2000, 'read'), kindAt(0x2000, 'write')]).toEqual(['awatch', 'awatch']);
  });

  it('over the same bytes share one piece of the machine', () => {
    const { machine, breakpoints } = setUp();
    const here = { type: 2, address: at(0x1000), length: 8 } as const;
    const alias = { ...here, address: at(aliasBase + 0x1000n) };
    breakpoints.insert(0, here);
    breakpoints.insert(0, alias);
    expect(machine.watches.size).toBe(1);
    breakpoints.remove(here);
    expect(machine.watches.size).toBe(1);
    breakpoints.remove(alias);
    expect(machine.watches.size).toBe(0);
  });

  it.each([0, 0x10_0001])('cannot watch %i bytes', (length) => {
    const { machine, breakpoints } = setUp();
    const refused = breakpoints.insert(0, { type: 2, address: at(0), length });
    expect(refused).toMatchObject({ kind: 'refusal' });
    expect(machine.watches.size).toBe(0);
  });

  it('are set wholly or not at all', () => {
    const { machine, breakpoints } = setUp();
    const end = machine.ramBytes;
    const refused = breakpoints.insert(0, { type: 2, address: at(end - 4), length: 8 });
    expect(refused?.why).toContain(`0x${end.toString(16)} is not mapped`);
    expect(machine.watches.size).toBe(0);
  });
});

it('leaves nothing behind when the client goes', () => {
  const { machine, breakpoints } = setUp();
  breakpoints.insert(0, { type: 0, address: at(0x1000), length: 1 });
  breakpoints.insert(0, { type: 1, address: at(0x1000), length: 1 });
  breakpoints.insert(0, { type: 4, address: at(0x1000), length: 8 });
  breakpoints.clear();
  expect([machine.breakpoints.size, machine.watches.size]).toEqual([0, 0]);
});
