import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Controller } from '../../../src/devices/pic/controller.ts';
import { controller, controllerStateBytes } from '../../../src/devices/pic/controller.ts';

/** A controller initialised at vector 0x20, nothing masked; `word4` is ICW4. */
function initialised(word4 = 0x01): Controller {
  const state = new DataView(new ArrayBuffer(controllerStateBytes));
  const chip = controller(state, true, () => undefined);
  chip.writeCommand(0x11);
  for (const word of [0x20, 0x04, word4]) chip.writeData(word);
  return chip;
}

function raise(chip: Controller, ...pins: readonly number[]): void {
  for (const pin of pins) chip.setInput(pin, true);
}

/** Acknowledges until there is nothing left to take, ending each at once. */
function order(chip: Controller): number[] {
  const taken: number[] = [];
  for (let pin = chip.acknowledge(); pin !== undefined; pin = chip.acknowledge()) {
    taken.push(pin);
    chip.writeCommand(0x60 | pin);
  }
  return taken;
}

describe('an 8259A', () => {
  it('serves its inputs by priority, IR0 first', () => {
    const chip = initialised();

    raise(chip, 5, 1, 7, 0);

    expect(chip.readCommand()).toBe(0b1010_0011);
    expect(order(chip)).toEqual([0, 1, 5, 7]);
  });

  it('holds back the same and lower priorities until the end of interrupt', () => {
    const chip = initialised();
    raise(chip, 3);
    expect(chip.acknowledge()).toBe(3);
    raise(chip, 4);
    expect(chip.output()).toBe(false);

    raise(chip, 2);
    expect(chip.acknowledge()).toBe(2);
    chip.writeCommand(0x0b);
    expect(chip.readCommand()).toBe(0b0000_1100);
    chip.writeCommand(0x20);
    expect(chip.readCommand()).toBe(0b0000_1000);
    chip.writeCommand(0x20);

    expect(chip.acknowledge()).toBe(4);
  });

  it('ends a named interrupt, and makes it or another one the lowest on request', () => {
    const chip = initialised();
    raise(chip, 2, 5);
    chip.acknowledge();

    chip.writeCommand(0xe2);

    raise(chip, 0, 7);
    expect(order(chip)).toEqual([5, 7, 0]);
    chip.writeCommand(0xc5);
    for (const pin of [0, 5, 6]) chip.setInput(pin, false);
    raise(chip, 0, 5, 6);
    expect(order(chip)).toEqual([6, 0, 5]);
  });

  it('rotates on the end that it makes itself, if told so', () => {
    const chip = initialised(0x03);
    chip.writeCommand(0x80);
    raise(chip, 0, 1);
    expect(chip.acknowledge()).toBe(0);

    chip.setInput(0, false);
    raise(chip, 0);

    expect([chip.acknowledge(), chip.acknowledge()]).toEqual([1, 0]);
    chip.writeCommand(0x0b);
    expect(chip.readCommand()).toBe(0);
  });

  it('takes an edge once, and a level as long as it lasts', () => {
    const chip = initialised();
    chip.setTriggering(0x20);
    raise(chip, 4, 5);

    expect(order({ ...chip, acknowledge: twice(chip) })).toEqual([4, 5]);

    expect(chip.readCommand()).toBe(0x20);
    chip.setInput(5, false);
    expect(chip.readCommand()).toBe(0);
  });

  it('drops a request whose line falls before it is taken', () => {
    const chip = initialised();
    raise(chip, 6);

    chip.setInput(6, false);

    expect(chip.acknowledge()).toBeUndefined();
  });

  it('in the special mask mode lets lower priorities through while a masked one is served', () => {
    const chip = initialised();
    raise(chip, 1);
    chip.acknowledge();
    chip.writeData(0x02);
    raise(chip, 6);
    expect(chip.output()).toBe(false);

    chip.writeCommand(0x68);
    expect(chip.acknowledge()).toBe(6);
    chip.writeCommand(0x20);
    chip.writeCommand(0x0b);
    expect(chip.readCommand()).toBe(0x02);
  });

  it('answers a poll like an acknowledge, and says when there is nothing', () => {
    const chip = initialised();
    raise(chip, 3);

    chip.writeCommand(0x0c);
    expect(chip.readCommand()).toBe(0x83);
    chip.writeCommand(0x0c);
    expect(chip.readMask()).toBe(0);
    chip.writeCommand(0x0b);
    expect(chip.readCommand()).toBe(0x08);
  });

  it('forgets edges, mask and service when it is initialised again', () => {
    const chip = initialised();
    raise(chip, 1, 2);
    chip.acknowledge();
    chip.writeData(0xf0);

    chip.writeCommand(0x13);
    chip.writeData(0x40);
    chip.writeData(0x01);

    expect(chip.readMask()).toBe(0);
    expect(chip.readCommand()).toBe(0);
    expect(chip.vector(3)).toBe(0x43);
    raise(chip, 1);
    expect(chip.output()).toBe(false);
  });

  it('never offers what is masked, and takes each unmasked request exactly once', () => {
    const pins = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(pins, pins, fc.integer({ min: 0, max: 7 }), (raised, mask, lowest) => {
        const chip = initialised();
        chip.writeCommand(0xc0 | lowest);
        chip.writeData(mask);
        const wanted = [0, 1, 2, 3, 4, 5, 6, 7].filter((pin) => ((raised >> pin) & 1) !== 0);
        raise(chip, ...wanted);

        const expected = wanted
          .filter((pin) => ((mask >> pin) & 1) === 0)
          .sort((one, other) => ((one - lowest + 7) & 7) - ((other - lowest + 7) & 7));
        expect(order(chip)).toEqual(expected);
      }),
    );
  });
});

/** At most two acknowledges: a level would be taken for ever. */
function twice(chip: Controller): () => number | undefined {
  let left = 2;
  return () => (left-- > 0 ? chip.acknowledge() : undefined);
}
