/** Data watchpoints: by physical address, after the instruction, whichever way it came there. */
import { describe, expect, it } from 'vitest';
import { physicalAddress } from '../../src/foundation/addresses.ts';
import type { Watch } from '../../src/machine/machine.ts';
import { assemble } from './assemble.ts';
import type { BareMachine } from './bare-machine.ts';
import { bareMachine, place } from './bare-machine.ts';

const boot = (text: string): BareMachine => bareMachine({ code: assemble(text), quantum: 100 });
const watch = (offset: number, bytes: number, access: Watch['access']): Watch => ({
  physical: physicalAddress(place.data + offset),
  bytes,
  access,
});
const hit = (offset: number, access: 'read' | 'write'): object => ({
  kind: 'watchpoint',
  cpu: 0,
  physical: place.data + offset,
  access,
});

describe('a watchpoint', () => {
  it('stops behind the write, which has happened', () => {
    const bare = boot('nop; movb $1, 0x200010; nop');
    bare.computer.insertWatch(watch(0x10, 1, 'write'));

    expect(bare.run(100)).toEqual(hit(0x10, 'write'));
    expect(bare.computer.moment).toBe(2);
    expect(bare.peek64(place.data + 0x10)).toBe(1n);
  });

  it('for reads lets writes pass, and the other way round', () => {
    const bare = boot('movb $1, 0x200010; mov 0x200010, %al; hlt');
    bare.computer.insertWatch(watch(0x10, 1, 'read'));

    expect(bare.run(100)).toEqual(hit(0x10, 'read'));
    expect(bare.computer.moment).toBe(2);
  });

  it('for accesses stops at both', () => {
    const bare = boot('movb $1, 0x200010; mov 0x200010, %al; hlt');
    bare.computer.insertWatch(watch(0x10, 1, 'access'));

    expect([bare.run(100), bare.run(100)]).toEqual([hit(0x10, 'write'), hit(0x10, 'read')]);
  });

  it.each([
    [0x0f, 1, false],
    [0x0c, 4, false],
    [0x0d, 4, true],
    [0x17, 1, true],
    [0x18, 8, false],
  ])('of 8 bytes at 0x10 and a write at 0x%s of %i bytes: hit %s', (offset, bytes, isHit) => {
    const suffix = { 1: 'b', 4: 'l', 8: 'q' }[bytes] ?? '';
    const bare = boot(`mov${suffix} $1, ${place.data + offset}; hlt`);
    bare.computer.insertWatch(watch(0x10, 8, 'write'));

    expect(bare.run(100).kind).toBe(isHit ? 'watchpoint' : 'idle');
  });

  it.each([
    [0x0d, 0x10],
    [0x12, 0x12],
  ])('of 8 bytes at 0x10 and a write at 0x%s: the first byte is at 0x%s', (offset, first) => {
    const bare = boot(`movl $1, ${place.data + offset}; hlt`);
    bare.computer.insertWatch(watch(0x10, 8, 'write'));

    expect(bare.run(100)).toEqual(hit(first, 'write'));
  });

  it('is hit through another mapping', () => {
    const bare = boot('movb $1, 0x400010; hlt');
    bare.poke64(bare.entryOf(0x400000), BigInt(place.data) | 7n);
    bare.computer.insertWatch(watch(0x10, 1, 'write'));

    expect(bare.run(100)).toEqual(hit(0x10, 'write'));
  });

  it('is hit by a write over the end of a page, on either page', () => {
    for (const offset of [0xffe, 0x1001]) {
      const bare = boot('movl $1, 0x200ffe; hlt');
      bare.computer.insertWatch(watch(offset, 1, 'write'));

      expect(bare.run(100)).toEqual(hit(offset, 'write'));
      expect(bare.peek64(place.data + 0xff8) >> 48n).toBe(1n);
    }
  });

  it('is hit by the very iteration of a string instruction', () => {
    const bare = boot('rep stosb; hlt');
    bare.set('rdi', place.data);
    bare.set('rcx', 0x40);
    bare.computer.insertWatch(watch(0x20, 1, 'write'));

    expect(bare.run(100)).toEqual(hit(0x20, 'write'));
    expect(bare.get('rcx')).toBe(0x1fn);
  });

  it('is hit by what the CPU itself pushes', () => {
    const bare = boot('ud2');
    bare.set('rsp', place.data + 0x100);
    bare.computer.insertWatch(watch(0xd8, 8, 'write'));

    expect(bare.run(100)).toEqual(hit(0xd8, 'write'));
    expect(bare.vector()).toBe(6);
  });

  it('says nothing once it is removed', () => {
    const bare = boot('1: movb $1, 0x200010; jmp 1b');
    const one = watch(0x10, 1, 'write');
    bare.computer.insertWatch(one);
    expect(bare.run(100).kind).toBe('watchpoint');
    bare.computer.removeWatch(one);

    expect(bare.run(100).kind).toBe('budget');
  });

  it('changes nothing of what the guest does', () => {
    const text = '1: incl 0x200010; add 0x200010, %ebx; cmp $40, 0x200010; jb 1b; hlt';
    const [plain, watched] = [boot(text), boot(text)];
    watched.computer.insertWatch(watch(0x10, 4, 'access'));
    plain.run(10_000);
    while (watched.run(10_000).kind === 'watchpoint');

    const state = (bare: BareMachine): unknown[] => [bare.get('rbx'), bare.computer.moment];
    expect(state(watched)).toEqual(state(plain));
  });
});
