/** The operands beside memory: registers, immediates, absolute addresses (SDM 2D appendix A.2). */
import { recordFlag } from '../../memory/layout.ts';
import type { OperandCode } from '../row.ts';
import type { Instruction } from './instruction.ts';
import { immediate } from './immediate.ts';
import { registerCell } from './instruction.ts';

/** Writes the record's register offsets and immediate, beside what memory operands need. */
export function decodeOperands(
  i: Instruction,
  operands: readonly OperandCode[],
  opcode: number,
): void {
  i.out.immediateLow = opcode & 15;
  for (let place = 0; place < operands.length; place++) {
    const code = operands[place];
    if (code !== undefined) decodeOperand(i, code, place, opcode);
  }
}

function decodeOperand(i: Instruction, code: OperandCode, place: number, opcode: number): void {
  const isByte = code.size === 'b';
  const reg = (i.modrm >> 3) & 7;
  switch (code.method) {
    case 'E':
    case 'R':
      if (i.modrm >= 0xc0 || code.method === 'R')
        setRegister(i, place, register(i, (i.modrm & 7) | ((i.rex & 1) << 3), isByte));
      return;
    case 'G':
      setRegister(i, place, register(i, reg | ((i.rex & 4) << 1), isByte));
      return;
    case 'Z':
      setRegister(i, place, register(i, (opcode & 7) | ((i.rex & 1) << 3), isByte));
      return;
    case 'L':
      setRegister(i, place, registerCell(code.register));
      return;
    case 'B':
      // There are two places for registers; no instruction has this one and an immediate.
      i.out.immediateLow = registerCell(i.vexRegister);
      return;
    case 'S':
      setRegister(i, place, reg);
      return;
    case 'C':
    case 'D':
      setRegister(i, place, reg | ((i.rex & 4) << 1));
      return;
    case 'I':
    case 'J':
    case 'A':
      immediate(i, code);
      return;
    case '1':
      i.out.immediateLow = 1;
      return;
    case 'O':
      absoluteAddress(i);
      return;
    case 'F':
    case 'M':
    case 'X':
    case 'P':
    case 'N':
    case 'Q':
    case 'V':
    case 'U':
    case 'W':
    case 'H':
      return;
  }
}

function setRegister(i: Instruction, place: number, at: number): void {
  if (place === 0) i.out.a = at;
  else if (place === 1) i.out.b = at;
}

/** AH CH DH BH are bytes 1 of the first four registers, unless a REX prefix is there. */
function register(i: Instruction, number: number, isByte: boolean): number {
  const isHigh = isByte && !i.hasRex && number >= 4 && number < 8;
  return isHigh ? registerCell(number - 4) + 1 : registerCell(number);
}

/** MOV with an address in the instruction: 64 bits of it in 64-bit code. */
function absoluteAddress(i: Instruction): void {
  const { out } = i;
  if (i.addressSize !== 64) {
    out.displacement = i.addressSize === 16 ? i.word() : i.dword();
    return;
  }
  // The address stands in the record's immediate; the complex way of addressing takes it from there.
  out.displacement = 0;
  out.immediateLow = i.dword();
  out.immediateHigh = i.dword();
  out.flags |= recordFlag.absolute | recordFlag.complex;
}
