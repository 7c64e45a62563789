/** The machine as one thing: its moments, its time, whose turn it is. */
import { describe, expect, it } from 'vitest';
import { physicalAddress } from '../../src/foundation/addresses.ts';
import { assemble } from './assemble.ts';
import { bareMachine, place, ramBytes } from './bare-machine.ts';

const other = 0x110000;

describe('a computer', () => {
  it('begins at moment 0 with the turn of CPU 0', () => {
    const { computer } = bareMachine({ code: assemble('nop'), otherEntries: [other] });

    expect([computer.moment, computer.now, computer.current, computer.cpuCount]).toEqual([
      0, 0, 0, 2,
    ]);
  });

  it('knows who takes the next step', () => {
    const bare = bareMachine({ code: assemble('1: jmp 1b'), otherEntries: [other], quantum: 2 });
    bare.poke(other, [0xeb, 0xfe]);
    const turns = [0, 1, 2, 3, 4, 5].map(() => (bare.run(1), bare.computer.current));

    expect(turns).toEqual([0, 1, 1, 0, 0, 1]);
  });

  it('takes a new quantum at any moment', () => {
    const bare = bareMachine({
      code: assemble('1: inc %eax; jmp 1b'),
      otherEntries: [other],
      quantum: 1,
    });
    bare.poke(other, assemble('1: inc %eax; jmp 1b', other));
    bare.run(2);
    bare.computer.quantum = 50;
    bare.run(100);

    expect(() => (bare.computer.quantum = 0)).toThrow('quantum');
    expect([bare.get('rax', 0), bare.get('rax', 1)].map(Number)).toEqual([26, 26]);
  });

  it('lets time go on with its steps', () => {
    const bare = bareMachine({ code: assemble('1: jmp 1b') });
    bare.run(123);

    expect([bare.computer.now, bare.computer.timeStamp(0)]).toEqual([123, 123n]);
  });

  it('reads physical memory up to the end of RAM', () => {
    const { computer } = bareMachine({ code: assemble('ud2') });

    expect(computer.readPhysical(physicalAddress(place.code), 2)).toEqual(
      Uint8Array.of(0x0f, 0x0b),
    );
    expect(computer.readPhysical(physicalAddress(ramBytes - 4), 16)).toHaveLength(4);
  });
});
