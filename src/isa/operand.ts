/** Operands of the instruction whose meaning is being written: registers, memory, immediates. */
import { assert } from '../foundation/assert.ts';
import { accessKind } from '../memory/access.ts';
import { recordField } from '../memory/layout.ts';
import type { AccessBytes, Local, Value } from '../wasm/value.ts';
import { load } from '../wasm/value.ts';
import type { Context } from './context.ts';
import type { Width } from './flags.ts';

/** How one operand of a handler is found: in a register, in memory, or in the record. */
export type OperandKind = 'register' | 'memory' | 'immediate';

export interface OperandForm {
  readonly kind: OperandKind;
  readonly width: Width;
  /** Which record field names the register: its place among the operands. */
  readonly place: 'a' | 'b';
}

export const wordType = (width: Width): 'i32' | 'i64' => (width === 64 ? 'i64' : 'i32');
export const bytesOf = (width: Width): AccessBytes => (width / 8) as AccessBytes;

/** One operand of the instruction whose meaning is being written. */
export class Operand {
  readonly width: Width;
  readonly form: OperandForm;
  readonly #x: Context;
  #address: Local | undefined;
  #host: Local | undefined;

  constructor(x: Context, form: OperandForm) {
    this.#x = x;
    this.form = form;
    this.width = form.width;
  }

  get isMemory(): boolean {
    return this.form.kind === 'memory';
  }

  /** Linear address of a memory operand; segments may refuse it for this kind of access. */
  address(kind = 0): Local {
    this.#address ??= this.#x.address(this.width / 8, kind);
    return this.#address;
  }

  /** The operand's value, bound now. Up to 32 bits it is an i32, zero-extended. */
  read(): Local {
    const x = this.#x;
    if (this.form.kind === 'immediate') return x.f.let(x.immediate(this.width));
    if (this.form.kind === 'memory') return x.loadGuest(this.address(), this.width);
    return x.f.let(load(wordType(this.width), bytesOf(this.width), this.#register()));
  }

  /** As read, for an operand that will be written: checks first that it can be. */
  readToModify(): Local {
    if (!this.isMemory) return this.read();
    const x = this.#x;
    const kind = accessKind.write | accessKind.modify;
    this.#host = x.translate(this.address(accessKind.write), this.width / 8, kind);
    return x.f.let(load(wordType(this.width), bytesOf(this.width), this.#host));
  }

  /** Writes the operand. 32-bit writes to registers clear the upper half (SDM 1 3.4.1.1). */
  write(value: Value): void {
    const x = this.#x;
    assert(this.form.kind !== 'immediate', 'an immediate cannot be written');
    if (this.form.kind === 'register') {
      if (this.width === 32) x.f.store(8, this.#register(), value.zeroExtend());
      else x.f.store(bytesOf(this.width), this.#register(), value);
    } else if (this.#host === undefined) {
      x.storeGuest(this.address(accessKind.write), this.width, value);
    } else {
      x.f.store(bytesOf(this.width), this.#host, value);
      x.commit(this.#host);
    }
  }

  #register(): Value {
    return this.#x.cpu.add(this.#x.field(recordField[this.form.place], 2));
  }
}
