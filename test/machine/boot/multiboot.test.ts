import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planMultiboot } from '../../../src/machine/boot/multiboot.ts';
import { isRefused } from '../../../src/machine/boot/plan.ts';
import type { BootPlan, BootRequest } from '../../../src/machine/boot/plan.ts';
import { elfImage, flatImage } from './images.ts';

const mebibyte = 2 ** 20;

const request = (image: Uint8Array, more: Partial<BootRequest> = {}): BootRequest => ({
  image,
  commandLine: 'image console=com1',
  modules: [],
  ramBytes: 64 * mebibyte,
  ...more,
});

function planned(given: BootRequest): BootPlan {
  const plan = planMultiboot(given);
  if (isRefused(plan)) throw new Error(plan.refused);
  return plan;
}

function refusal(image: Uint8Array, more: Partial<BootRequest> = {}): string {
  const plan = planMultiboot(request(image, more));
  return isRefused(plan) ? plan.refused : 'accepted';
}

/** RAM after the plan has been carried out. */
function memoryOf(plan: BootPlan): DataView {
  const memory = new Uint8Array(64 * mebibyte).fill(0xee);
  for (const zero of plan.zeroes) memory.fill(0, zero.physical, zero.physical + zero.bytes);
  for (const write of plan.writes) memory.set(write.bytes, write.physical);
  return new DataView(memory.buffer);
}

function stringAt(memory: DataView, address: number): string {
  const bytes = new Uint8Array(memory.buffer, address);
  return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
}

describe('an image that boots', () => {
  it.each([32, 64] as const)('is placed by its ELF%i segment and entered in it', (width) => {
    const plan = planned(request(elfImage({ width, memoryBytes: 0x1000 })));

    const memory = memoryOf(plan);
    expect(memory.getUint32(0x100000, true)).toBe(0x1badb002);
    expect(memory.getUint8(0x10003f)).toBe(0x90);
    expect(memory.getUint8(0x100040)).toBe(0);
    expect(memory.getUint8(0x100fff)).toBe(0);
    expect(plan.entry).toBe(0x100020);
    expect(plan.registers).toEqual({ eax: 0x2badb002, ebx: 0x9500 });
  });

  it('is entered at the physical address of a virtual entry point', () => {
    const shape = {
      width: 64,
      physical: 0x200000,
      virtual: 0x40000000,
      entry: 0x40000030,
    } as const;

    expect(planned(request(elfImage(shape))).entry).toBe(0x200030);
  });

  it('is loaded by its address fields when flag bit 16 is set, even as an ELF', () => {
    const addresses = [0x300100, 0x300000, 0, 0x301000, 0x300120];
    const plan = planned(request(elfImage({ width: 32, addresses })));

    const memory = memoryOf(plan);
    expect(memory.getUint32(0x300000, true)).toBe(0x464c457f);
    expect(memory.getUint32(0x300100, true)).toBe(0x1badb002);
    expect(memory.getUint8(0x300fff)).toBe(0);
    expect(plan.entry).toBe(0x300120);
  });

  it('need not be an ELF when it gives addresses', () => {
    const plan = planned(request(flatImage([0x100000, 0x100000, 0x100030, 0, 0x100020])));

    expect(memoryOf(plan).getUint8(0x10002f)).toBe(0x90);
    expect(plan.writes.find((write) => write.physical === 0x100000)?.bytes.length).toBe(0x30);
  });

  it('may wish for a video mode, which nobody grants', () => {
    expect(refusal(elfImage({ width: 32, flags: 7 }))).toBe('accepted');
  });
});

describe('the boot information', () => {
  it('says how much memory there is, in both ways', () => {
    const memory = memoryOf(planned(request(elfImage({ width: 32 }))));

    expect(memory.getUint32(0x9500, true)).toBe(0x24f);
    expect(memory.getUint32(0x9504, true)).toBe(639);
    expect(memory.getUint32(0x9508, true)).toBe(63 * 1024 - 128);
    expect(memory.getUint32(0x9500 + 48, true)).toBe(0x9000);
    expect(memory.getUint32(0x9500 + 44, true)).toBe(7 * 24);
    const ranges = [0, 1, 2, 3, 4, 5].map((index) => [
      memory.getUint32(0x9000 + index * 24 + 4, true),
      memory.getUint32(0x9000 + index * 24 + 12, true),
      memory.getUint32(0x9000 + index * 24 + 20, true),
    ]);
    expect(ranges).toEqual([
      [0, 0x9fc00, 1],
      [0x9fc00, 0x400, 2],
      [0xf0000, 0x10000, 2],
      [0x100000, 63 * mebibyte - 0x20000, 1],
      [0x3fe0000, 0x20000, 2],
      [0xfffc0000, 0x40000, 2],
    ]);
  });

  it('carries the command line and leaves the BIOS data that Xen looks for', () => {
    const memory = memoryOf(planned(request(elfImage({ width: 32 }))));

    expect(stringAt(memory, memory.getUint32(0x9510, true))).toBe('image console=com1');
    expect(stringAt(memory, memory.getUint32(0x9540, true))).toBe('textpoke');
    expect(memory.getUint16(0x40e, true)).toBe(0x9fc0);
    expect(memory.getUint16(0x413, true)).toBe(639);
  });

  it('lists modules, each at the start of a page behind the image', () => {
    const modules = [
      { bytes: new Uint8Array(5000).fill(1), commandLine: 'dom0 quiet' },
      { bytes: new Uint8Array(10).fill(2), commandLine: 'initrd' },
    ];
    const memory = memoryOf(planned(request(elfImage({ width: 32 }), { modules })));

    expect(memory.getUint32(0x9514, true)).toBe(2);
    const list = memory.getUint32(0x9518, true);
    const [first, end, name, , second] = [0, 4, 8, 12, 16].map((at) =>
      memory.getUint32(list + at, true),
    );
    expect([first, end, second]).toEqual([0x102000, 0x102000 + 5000, 0x104000]);
    expect(stringAt(memory, name ?? 0)).toBe('dom0 quiet');
    expect(memory.getUint8(0x102000 + 4999)).toBe(1);
    expect(memory.getUint8(0x104009)).toBe(2);
  });
});

describe('an image that cannot boot is refused in one line that says why', () => {
  it.each([
    ['an empty file', new Uint8Array(0), 'the file is empty'],
    ['a text', new TextEncoder().encode('hello'), /^not ELF, and without a multiboot header/],
    ['another ELF', elfImage({ width: 64, flags: 0 }).fill(0, 0x100), /^an ELF file without a mul/],
    ['one for ARM', elfImage({ width: 64, machine: 183 }), /machine is 183/],
    ['unknown requirements', elfImage({ width: 32, flags: 0x8003 }), /unknown features.*0x8000/],
    ['a segment below zero', elfImage({ width: 32, physical: 0xfffff000 }), /outside RAM/],
    ['a segment in the video hole', elfImage({ width: 32, physical: 0xa0000 }), /outside RAM/],
    ['a segment on the boot information', elfImage({ width: 32, physical: 0x9400 }), /overlaps/],
    ['an entry elsewhere', elfImage({ width: 32, entry: 0x500000 }), /entry point 0x500000/],
    ['a bss above RAM', elfImage({ width: 32, memoryBytes: 2 ** 30 }), /outside RAM \(64 MiB/],
    ['a bss smaller than the file', elfImage({ width: 32, memoryBytes: 1 }), /more bytes in the/],
    ['a load address above the header', flatImage([1, 2, 0, 0, 0]), /load_addr does not fit/],
    ['an end before the start', flatImage([0x100000, 0x100000, 1, 0, 0]), /load_end_addr is below/],
  ])('%s', (_, image, why) => {
    expect(refusal(image)).toMatch(why);
  });

  it('when cut off, wherever it is cut off', () => {
    const image = elfImage({ width: 64 });
    for (let bytes = 0; bytes < image.length; bytes++) {
      expect(refusal(image.subarray(0, bytes))).not.toBe('accepted');
    }
  });

  it('when its modules do not fit', () => {
    const modules = [{ bytes: new Uint8Array(mebibyte), commandLine: '' }];
    const image = elfImage({ width: 32 });

    expect(refusal(image, { modules, ramBytes: 2 * mebibyte })).toMatch(/1 module\(s\).* need RAM/);
  });

  it('and never by an exception, whatever bytes are damaged', () => {
    const images = [elfImage({ width: 32 }), elfImage({ width: 64 }), flatImage([0, 0, 0, 0, 0])];
    const damage = fc.array(fc.tuple(fc.nat(0x13f), fc.nat(255)), { maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...images), damage, (image, bytes) => {
        const damaged = image.slice();
        for (const [offset, value] of bytes) damaged[offset] = value;
        const plan = planMultiboot(request(damaged));
        if (isRefused(plan)) expect(plan.refused).toMatch(/^[^\n]+$/);
        else expect(plan.writes.every((write) => write.physical < 64 * mebibyte)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
