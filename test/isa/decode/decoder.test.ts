/** What the decoder makes of prefixes, sizes and modes. Lengths: test/oracles/iced.test.ts. */
import { describe, expect, it } from 'vitest';
import { specialVariants, variants } from '../../../src/isa/catalogue.ts';
import { Decoder } from '../../../src/isa/decode/decoder.ts';
import { cpuCell, recordFlag } from '../../../src/memory/layout.ts';

const decoder = new Decoder();
const amdDecoder = new Decoder(new Set(), 'AuthenticAMD');

function decode(
  hex: string,
  mode = 2,
  by = decoder,
): ReturnType<Decoder['decode']> & { name: string; width: number } {
  const bytes = Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
  const out = by.decode({
    bytes,
    at: 0,
    end: bytes.length,
    mode,
    pageOffset: 0,
    mayStay: false,
  });
  const variant = variants[out.variant];
  return { ...out, name: variant?.meaning.name ?? '', width: variant?.width ?? 0 };
}

const { unknown, invalid, tooLong } = specialVariants;

describe('66 in front of a near branch of 64-bit code', () => {
  it.each([
    ['66 e9 00 00 00 00', 6, 64, 4, 16],
    ['66 0f 84 00 00 00 00', 7, 64, 5, 16],
    ['66 c3', 2, 64, 2, 16],
    ['66 48 c3', 3, 64, 3, 64],
  ] as const)('%s: nothing on Intel, 16 bits on AMD', (hex, intel, width, amd, amdWidth) => {
    expect(decode(hex)).toMatchObject({ length: intel, width });
    expect(decode(hex, 2, amdDecoder)).toMatchObject({ length: amd, width: amdWidth });
  });
});

describe('F3 90 with REX.B', () => {
  it('is PAUSE on Intel, and exchanges RAX and R8 on AMD', () => {
    expect(decode('f3 49 90')).toMatchObject({ length: 3, name: 'pause' });
    expect(decode('f3 49 90', 2, amdDecoder)).toMatchObject({ length: 3, name: 'xchg' });
  });
});

describe('the decoder', () => {
  it.each([
    ['01 c0', 2, 'add', 32],
    ['48 01 c0', 2, 'add', 64],
    ['66 01 c0', 2, 'add', 16],
    ['66 48 01 c0', 2, 'add', 64],
    ['48 66 01 c0', 2, 'add', 16],
    ['01 c0', 0, 'add', 16],
    ['66 01 c0', 0, 'add', 32],
    ['48', 1, 'dec', 32],
    ['50', 2, 'push', 64],
    ['66 50', 2, 'push', 16],
    ['90', 2, 'nop', 32],
    ['41 90', 2, 'xchg', 32],
    ['f3 90', 2, 'pause', 32],
    ['0f ae e8', 2, 'fence', 32],
  ] as const)('reads %s in mode %i as %s of %i bits', (hex, mode, name, width) => {
    expect(decode(hex, mode)).toMatchObject({
      name,
      width,
      length: hex.replaceAll(' ', '').length / 2,
    });
  });

  it('finds AH without a REX prefix, and SPL with one', () => {
    expect(decode('88 e0').b).toBe(cpuCell.registers + 1);
    expect(decode('40 88 e0').b).toBe(cpuCell.rsp);
  });

  it('counts RIP-relative displacements from the page', () => {
    const bytes = Uint8Array.of(0x8b, 0x05, 1, 0, 0, 0);
    const out = decoder.decode({
      bytes,
      at: 0,
      end: 6,
      mode: 2,
      pageOffset: 0x100,
      mayStay: false,
    });

    expect([out.base, out.displacement]).toEqual([cpuCell.ripPage, 0x107]);
  });

  it('lets the last segment prefix count, and in 64-bit code only FS and GS', () => {
    expect(decode('65 2e 8b 00').flags & recordFlag.complex).toBe(recordFlag.complex);
    expect(decode('2e 8b 00').flags & recordFlag.complex).toBe(0);
  });

  it.each(['f0 01 c0', 'f0 8b 00', '8d c0', 'f0 39 00'])('refuses %s', (hex) => {
    expect(decode(hex).variant).toBe(invalid);
  });

  it.each(['06', '60', '9a 0 0 0 0 0 0', 'd6', '0f 04'])(
    'does not know %s in 64-bit code',
    (hex) => {
      expect(decode(hex).variant).toBe(unknown);
    },
  );

  it('refuses an instruction of more than 15 bytes, and asks for more below that', () => {
    expect(decode('66'.repeat(16)).variant).toBe(tooLong);
    expect(decode('66'.repeat(14)).length).toBe(0);
    expect(decode('b8 01 02').length).toBe(0);
  });
});
