/** Immediates, relative targets and far pointers, as the record keeps them. */
import type { OperandCode } from '../row.ts';
import type { Instruction } from './instruction.ts';

/**
 * Reads the immediate of one operand. Immediates of 16 bits and fewer are zero-extended to their
 * operand's width, so that a meaning reads them like a register; displacements are signed.
 */
export function immediate(i: Instruction, code: OperandCode): void {
  const { out } = i;
  if (code.size === 'p') {
    out.immediateLow = i.operandSize === 16 ? i.word() : i.dword();
    out.immediateHigh = i.word();
  } else if (code.size === 'v' && i.operandSize === 64) {
    out.immediateLow = i.dword();
    out.immediateHigh = i.dword();
  } else {
    const low = code.method === 'J' ? displacement(i, code) : value(i, code);
    out.immediateLow = low;
    out.immediateHigh = low < 0 ? -1 : 0;
  }
}

const signedByte = (i: Instruction): number => (i.byte() << 24) >> 24;

function displacement(i: Instruction, code: OperandCode): number {
  if (code.size === 'b') return signedByte(i);
  return i.operandSize === 16 ? (i.word() << 16) >> 16 : i.dword();
}

function value(i: Instruction, code: OperandCode): number {
  const { size } = code;
  const wide = i.operandSize !== 16;
  if (size === 'b') return i.byte();
  if (size === 's') return wide ? signedByte(i) : signedByte(i) & 0xffff;
  if (size === 'w') return i.word();
  if (size === 'wIb') return i.word() | (i.byte() << 16);
  return wide ? i.dword() : i.word();
}
