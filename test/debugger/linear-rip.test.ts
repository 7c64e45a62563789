/** Specifies src/debugger/linear-rip.ts. */
import { expect, it } from 'vitest';
import { registers } from '../../src/isa/registers.ts';
import { converse } from './conversation.ts';

const rip = registers.findIndex(({ name }) => name === 'rip').toString(16);

/** CPU 0 as a SIPI has left it: real mode, CS base 0x8000. */
function inRealMode() {
  const gdb = converse();
  for (const name of ['rip', 'cr0', 'efer']) gdb.machine.writeRegister(0, name, 0n);
  gdb.machine.writeRegister(0, 'cs_base', 0x8000n);
  gdb.ask('Hgp1.1');
  return gdb;
}

it('counts rip from CS base in real mode', () => {
  const gdb = inRealMode();
  expect(gdb.ask(`p${rip}`)).toBe('0080000000000000');
  expect(gdb.monitor('info cpus').text).toContain('0x0000000000008000');
  gdb.ask(`P${rip}=0480000000000000`);
  expect(gdb.machine.readRegister(0, 'rip')).toBe(4n);
});

it('wraps at 4 GiB, as the reset vector and what comes before a segment do', () => {
  const gdb = inRealMode();
  gdb.machine.writeRegister(0, 'cs_base', 0xffff_0000n);
  gdb.machine.writeRegister(0, 'rip', 0x1_0010n);
  expect(gdb.ask(`p${rip}`)).toBe('1000000000000000');
});

it('writes back what was read and changes nothing', () => {
  const gdb = inRealMode();
  const image = gdb.ask('g');
  gdb.machine.registerWrites.length = 0;
  expect(gdb.ask(`G${image}`)).toBe('OK');
  expect(gdb.machine.registerWrites).toEqual([]);
});

it('leaves rip alone in long mode, whatever CS base says', () => {
  const { machine, ask } = converse();
  machine.writeRegister(0, 'cs_base', 0x8000n);
  expect(ask(`p${rip}`)).toBe('0010000000000000');
});
