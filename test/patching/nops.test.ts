import fc from 'fast-check';
import { Decoder, DecoderOptions, Code, Mnemonic } from 'iced-x86';
import { describe, expect, it } from 'vitest';
import { isNopRun, nops } from '../../src/patching/nops.ts';

/** An independent opinion. */
function icedSaysNops(bytes: Uint8Array): boolean {
  const decoder = new Decoder(64, bytes, DecoderOptions.None);
  while (decoder.canDecode) {
    const instruction = decoder.decode();
    const nop = instruction.mnemonic === Mnemonic.Nop && instruction.code !== Code.INVALID;
    instruction.free();
    if (!nop) return false;
  }
  return true;
}

describe('NOPs', () => {
  it('fill any number of bytes and are recognised as what they are', () => {
    fc.assert(
      fc.property(fc.nat(60), (count) => {
        const filling = nops(count);
        expect(filling).toHaveLength(count);
        expect(isNopRun(filling)).toBe(true);
        expect(icedSaysNops(filling)).toBe(true);
      }),
    );
  });

  it.each([
    ['K8 NOPs', [0x66, 0x66, 0x66, 0x90, 0x66, 0x66, 0x90], true],
    ['single bytes', [0x90, 0x90, 0x90], true],
    ['a prefixed long NOP', [0x66, 0x2e, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0], true],
    ['a torn one: POP DS and a dangling byte', [0x66, 0x1f, 0x00], false],
    ['one cut off', [0x0f, 0x1f, 0x44, 0x00], false],
    ['PAUSE', [0xf3, 0x90], false],
    ['an instruction behind a NOP', [0x90, 0xf8], false],
  ])('%s', (_, bytes, are) => {
    expect(isNopRun(Uint8Array.from(bytes))).toBe(are);
  });

  it('are never found where a disassembler finds something else', () => {
    const piece = fc.constantFrom(0x66, 0x2e, 0x90, 0x0f, 0x1f, 0x00, 0x40, 0x44, 0x80, 0x84, 0x05);
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 11 }), (bytes) => {
        const given = Uint8Array.from(bytes);
        if (isNopRun(given)) expect(icedSaysNops(given)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
