/** The machine as LLVM names it, for clients that choose by it how they disassemble. */
import type { Triple } from '../../protocol/rsp/lldb.ts';
import type { RegisterView, ViewBits } from './register-view.ts';

const triples: Readonly<Record<ViewBits, Triple>> = {
  64: { triple: 'x86_64-unknown-none', pointerBytes: 8 },
  32: { triple: 'i386-unknown-none', pointerBytes: 4 },
  16: { triple: 'i386-unknown-none-code16', pointerBytes: 4 },
};

export const tripleOf = ({ bits }: RegisterView): Triple => triples[bits];
