/** Specifies src/debugger/register-image.ts. */
import { describe, expect, it } from 'vitest';
import { readExpedited, readImage, writeImage } from '../../src/debugger/register-image.ts';
import { views, type ViewBits } from '../../src/debugger/register-view.ts';
import { registers } from '../../src/isa/registers.ts';
import { stateOf } from '../../src/machine/state.ts';
import { cpuCell, pendingBit } from '../../src/memory/layout.ts';
import { guestOf, saved } from '../isa/svm/guest.ts';
import { assemble } from '../machine/assemble.ts';
import type { BareMachine } from '../machine/bare-machine.ts';
import { bareMachine, selector, setSegment } from '../machine/bare-machine.ts';
import { StillMachine } from './still-machine.ts';

it('holds all registers, one after another', () => {
  const machine = new StillMachine();
  machine.writeRegister(0, 'rbx', 0x1122_3344_5566_7788n);
  const image = readImage(machine, 0, views[64]);
  expect(image).toHaveLength(views[64].imageBytes);
  expect(image.slice(8, 16)).toEqual(Uint8Array.of(0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11));
});

it('carries every register from one machine to another', () => {
  const from = new StillMachine();
  const to = new StillMachine();
  for (const { name, bits } of registers) {
    from.writeRegister(1, name, (1n << BigInt(bits)) - 2n);
  }
  const view = views[64];
  writeImage(to, 1, { view, image: readImage(from, 1, view) });
  const differing = registers.filter(
    ({ name }) => from.readRegister(1, name) !== to.readRegister(1, name),
  );
  expect(differing).toEqual(registers.filter(({ restored }) => restored === false));
});

it('carries a CPU from any mode into any other, whatever its registers hold on the way', () => {
  const view = views[64];
  const tagged = bareMachine({ code: spin(64), at: 0x7000 });
  tagged.set('cr4', tagged.get('cr4') | 0x2_0000n);
  const images = [
    readImage(tagged.computer, 0, view),
    ...(['long', 'protected', 'real'] as const).map((mode) =>
      readImage(bareMachine({ code: spin(64), at: 0x7000, mode }).computer, 0, view),
    ),
  ];
  const { computer } = bareMachine({ code: spin(64), at: 0x7000 });
  for (const from of images) {
    for (const to of images) {
      writeImage(computer, 0, { view, image: from });
      expect(writeImage(computer, 0, { view, image: to })).toEqual([]);
      expect(readImage(computer, 0, view)).toEqual(to);
    }
  }
});

it('names the registers that cannot hold what an image brings, and writes the others', () => {
  const machine = new StillMachine();
  const view = views[64];
  const image = readImage(machine, 0, view).map((byte) => byte ^ 1);
  machine.refused.add('dr7').add('lstar');

  expect(writeImage(machine, 0, { view, image })).toEqual(['dr7', 'lstar']);
  expect(machine.readRegister(0, 'star')).toBe(
    new StillMachine().readRegister(0, 'star') ^ 0x0101_0101_0101_0101n,
  );
});

/** Machines in every state that a register could lose something in, some steps away from a change. */
const situations: Readonly<Record<string, () => BareMachine>> = {
  'real mode': () => bareMachine({ code: spin(16), at: 0x7000, mode: 'real' }),
  '16-bit protected mode': () => {
    const bare = bareMachine({ code: spin(16), at: 0x7000, mode: 'protected' });
    setSegment(bare.engine, 0, 'cs', {
      selector: selector.code16,
      limit: 0xffff,
      attributes: 0x9b,
    });
    bare.set('cs_base', 0);
    bare.set('cs_attr', 0x9b | (1 << 8));
    return bare;
  },
  '32-bit protected mode': () => bareMachine({ code: spin(32), at: 0x7000, mode: 'protected' }),
  'compatibility mode': () => {
    const bare = bareMachine({ code: spin(32), at: 0x7000 });
    setSegment(bare.engine, 0, 'cs', { selector: selector.code32, attributes: 0xc9b });
    bare.set('cs_attr', 0xd9b);
    return bare;
  },
  '64-bit mode': () => bareMachine({ code: spin(64), at: 0x7000 }),
  'ring 3': () => bareMachine({ code: spin(64), at: 0x7000, ring: 3 }),
  halted: () => bareMachine({ code: assemble('hlt') }),
  'wait-for-SIPI': () => {
    const bare = bareMachine({ code: assemble('nop') });
    bare.computer.setPending(0, pendingBit.init, true);
    return bare;
  },
  shutdown: () => {
    const bare = bareMachine({ code: assemble('ud2') });
    bare.set('idtr_limit', 0);
    return bare;
  },
  'a guest of SVM': () => guestOf({ code: '1: inc %rax; jmp 1b' }).bare,
  'a guest of SVM in real mode': () => {
    const guest = guestOf({ code: '1: inc %ax; jmp 1b', bits: 16 });
    guest.set(saved.cr0, 0x10);
    guest.set(saved.efer, 0x1000);
    return guest.bare;
  },
  'an NMI and one waiting': () => {
    const bare = bareMachine({ code: spin(64), at: 0x7000 });
    bare.engine.setCell(0, cpuCell.blocked, 1);
    bare.computer.inject({ kind: 'nmi', cpu: 0 });
    return bare;
  },
  'a machine check': () => {
    const bare = bareMachine({ code: spin(64), at: 0x7000 });
    bare.set('cr4', 0x60);
    bare.computer.inject({ kind: 'machine-check', cpu: 0 });
    return bare;
  },
  'the shadow of STI': () => bareMachine({ code: assemble('1: sti; nop; cli; jmp 1b') }),
  'breakpoints of the guest': () => {
    const bare = bareMachine({ code: spin(64), at: 0x7000 });
    bare.set('dr0', 0x7001);
    bare.set('dr7', 0x403);
    bare.set('eflags', 0x102);
    return bare;
  },
};

const spin = (bits: 16 | 32 | 64): Uint8Array =>
  assemble(
    'stc; 1: inc %eax; push %eax; pop %ebx; jmp 1b'.replaceAll('%e', bits === 64 ? '%r' : '%e'),
    0x7000,
    bits,
  );

describe.each(Object.entries(situations))('reading and writing all registers in %s', (_, make) => {
  it('changes nothing, at any of the first steps', () => {
    const view = views[64];
    const [touched, twin] = [make(), make()];
    for (let steps = 0; steps < 30; steps += 1) {
      const image = readImage(touched.computer, 0, view);

      expect(writeImage(touched.computer, 0, { view, image })).toEqual([]);
      expect(readImage(touched.computer, 0, view)).toEqual(image);
      expect(readImage(twin.computer, 0, view)).toEqual(image);
      touched.step();
      twin.step();
    }
    expect(stateOf(touched.computer).save().bytes).toEqual(stateOf(twin.computer).save().bytes);
  });
});

describe.each<ViewBits>([64, 32, 16])('a view of %i-bit code', (bits) => {
  const view = views[bits];

  it('changes nothing when what was read is written back, in long mode and in real mode', () => {
    for (const [efer, base] of [
      [0x500n, 0n],
      [0n, 0x8000n],
    ] as const) {
      const machine = new StillMachine();
      for (const { name, bits: width } of registers) {
        machine.writeRegister(0, name, (1n << BigInt(width)) - 3n);
      }
      machine.writeRegister(0, 'efer', efer);
      machine.writeRegister(0, 'cs_base', base);
      if (efer === 0n) machine.writeRegister(0, 'rip', 0x10n);
      const image = readImage(machine, 0, view);
      machine.registerWrites.length = 0;
      writeImage(machine, 0, { view, image });
      expect(machine.registerWrites).toEqual([]);
    }
  });
});

it('writes the low half of a register where the view shows no more', () => {
  const machine = new StillMachine();
  machine.writeRegister(0, 'rcx', 0x1122_3344_5566_7788n);
  const image = readImage(machine, 0, views[32]);
  expect(image.slice(4, 8)).toEqual(Uint8Array.of(0x88, 0x77, 0x66, 0x55));
  image.set([1, 2, 3, 4], 4);
  writeImage(machine, 0, { view: views[32], image });
  expect(machine.readRegister(0, 'rcx')).toBe(0x1122_3344_0403_0201n);
});

it('sends frame, stack and instruction pointer along with every stop', () => {
  const sent = (bits: ViewBits) =>
    readExpedited(new StillMachine(), 0, views[bits]).map(({ number }) => number);
  expect([sent(64), sent(32)]).toEqual([
    [6, 7, 16],
    [5, 4, 8],
  ]);
});
