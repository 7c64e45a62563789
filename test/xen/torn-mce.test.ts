/** A machine check in the midst of Xen's text_poke(): fatal where its own entry is being written. */
import { describe, expect, it } from 'vitest';
import type { XenGuest } from './xen.ts';
import { breakAt, isThere, notThere, powerOnXen, runOn, stepOver, symbol } from './xen.ts';

/** The first instruction of handle_ist_exception is a site: every machine check goes through it. */
const site = (): bigint => symbol('handle_ist_exception');
/** text_poke() has written the first byte of a site of three, and not yet the other two. */
const torn = 0x16n;

/** Stops CPU 0 at text_poke + `offset` with the site as its destination, and nothing in the way. */
function stopAtPoke({ machine }: XenGuest, offset: bigint): void {
  breakAt(machine, symbol('text_poke.isra.0') + offset);
  for (let stop = runOn(machine); ; stop = runOn(machine)) {
    if (stop.kind !== 'breakpoint') throw new Error(`no such write: ${stop.kind}`);
    if (machine.readRegister(0, 'rdi') === site()) {
      machine.removeBreakpoint(stop.address);
      return;
    }
    stepOver(machine, stop);
  }
}

function injectAt(offset: bigint): string {
  const guest = powerOnXen();
  stopAtPoke(guest, offset);
  guest.machine.inject({ kind: 'machine-check', cpu: 0 });
  runOn(guest.machine);
  return guest.console();
}

describe('a machine check on CPU 0 while Xen patches handle_ist_exception', () => {
  if (!isThere) {
    it.skip(notThere);
    return;
  }

  it('kills Xen inside its own #MC entry when one byte of three is written', () => {
    const console = injectAt(torn);

    expect(console).toContain('FATAL TRAP: vector = 6 (invalid opcode)');
    expect(console).toMatch(/RIP: +e008:\[<ffff82d040201ebe>\]/);
    expect(console).not.toContain('Brought up');
  });

  it.each([
    ['before the first byte', 0n],
    ['when all three are written', 0x74n],
  ] as const)('is survived %s', (_when, offset) => {
    const console = injectAt(offset);

    expect(console).toContain('Brought up 2 CPUs');
    expect(console).toContain('Hardware Dom0 halted');
  });
});
