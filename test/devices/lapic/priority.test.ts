import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lapic } from '../../../src/devices/lapic/lapic.ts';
import { board } from '../board.ts';

it('interrupts that wait together are served from the highest vector to the lowest', () => {
  const vectors = fc.uniqueArray(fc.integer({ min: 16, max: 255 }), { minLength: 1 });
  fc.assert(
    fc.property(vectors, (raised) => {
      const { bus } = board([lapic(1)]);
      for (const vector of raised) bus.writeMemory(0xfee00300, 4, 0x40000 | vector, 0);
      const served = raised.map(() => {
        const vector = bus.acknowledge(0);
        bus.writeMemory(0xfee000b0, 4, 0, 0);
        return vector;
      });
      expect(served).toEqual([...raised].sort((one, other) => other - one));
    }),
  );
});
