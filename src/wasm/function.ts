/** Statements and control flow of one WebAssembly function, written top to bottom. */
import { assert } from '../foundation/assert.ts';
import { Bytes } from './bytes.ts';
import type { AccessBytes, Operand, Type } from './value.ts';
import { Local, Value, asValue, storeOpcode, typeCode } from './value.ts';
import { vectorOpcode } from './vector.ts';

/** A function that can be called: its index in the module and what it takes and gives. */
export interface Callee {
  readonly index: number;
  readonly parameters: readonly Type[];
  readonly result: Type | undefined;
}

/** A place to branch to: the end of a block or the head of a loop. */
export interface Label {
  readonly depth: number;
}

export class FunctionBuilder {
  readonly parameters: readonly Local[];
  readonly code = new Bytes();
  #depth = 0;
  readonly #locals: Type[] = [];
  readonly #free: Record<Type, Local[]> = { i32: [], i64: [], v128: [] };
  #scope: Local[] = [];

  constructor(parameters: readonly Type[]) {
    this.parameters = parameters.map((type, index) => new Local(type, index));
  }

  parameter(index: number): Local {
    const local = this.parameters[index];
    assert(local !== undefined, `parameter ${index}`);
    return local;
  }

  /** A local that holds `value` from here on; it is given back at the end of the scope. */
  let(value: Value): Local {
    const local = this.local(value.type);
    this.set(local, value);
    return local;
  }

  /** A local with an undefined value, given back at the end of the scope. */
  local(type: Type): Local {
    const reused = this.#free[type].pop();
    const local = reused ?? new Local(type, this.parameters.length + this.#locals.length);
    if (reused === undefined) this.#locals.push(type);
    this.#scope.push(local);
    return local;
  }

  /** Runs `body`; locals made in it can be used again for others afterwards. */
  scope(body: () => void): void {
    const outer = this.#scope;
    this.#scope = [];
    body();
    for (const local of this.#scope) this.#free[local.type].push(local);
    this.#scope = outer;
  }

  set(local: Local, value: Operand): void {
    asValue(local.type, value).emit(this.code);
    this.code.u8(0x21).unsigned(local.index);
  }

  /** Stores the low `bytes` of `value` at `address + offset` of linear memory. */
  store(bytes: AccessBytes, address: Value, value: Value, offset = 0): void {
    address.emit(this.code);
    value.emit(this.code);
    this.code.u8(storeOpcode(value.type, bytes)).u8(0).unsigned(offset);
  }

  /** Stores a vector's 16 bytes at `address + offset` of linear memory. */
  storeVector(address: Value, value: Value, offset = 0): void {
    address.emit(this.code);
    value.emit(this.code);
    vectorOpcode(this.code, 11).u8(0).unsigned(offset);
  }

  if(condition: Value, then: () => void, otherwise?: () => void): void {
    condition.emit(this.code);
    this.code.u8(0x04).u8(0x40);
    this.#depth++;
    then();
    if (otherwise !== undefined) {
      this.code.u8(0x05);
      otherwise();
    }
    this.#depth--;
    this.code.u8(0x0b);
  }

  /** A block; branching to its label goes behind it. */
  block(body: (end: Label) => void): void {
    this.#open(0x02, body);
  }

  /** A loop; branching to its label starts it again, falling off its end leaves it. */
  loop(body: (again: Label) => void): void {
    this.#open(0x03, body);
  }

  /** Runs `body` as long as `condition` holds. */
  while(condition: Value, body: () => void): void {
    this.loop((again) => {
      this.if(condition, () => {
        body();
        this.branch(again);
      });
    });
  }

  branch(label: Label): void {
    this.code.u8(0x0c).unsigned(this.#depth - label.depth);
  }

  branchIf(condition: Value, label: Label): void {
    condition.emit(this.code);
    this.code.u8(0x0d).unsigned(this.#depth - label.depth);
  }

  /** Goes to `labels[index]`, or to the last label if there is no such one. */
  branchTable(index: Value, labels: readonly Label[]): void {
    index.emit(this.code);
    this.code.u8(0x0e).unsigned(labels.length - 1);
    for (const label of labels) this.code.unsigned(this.#depth - label.depth);
  }

  return(value?: Operand, type: Type = 'i32'): void {
    if (value !== undefined) asValue(type, value).emit(this.code);
    this.code.u8(0x0f);
  }

  /** Calls a function without a result. */
  run(callee: Callee, ...operands: Operand[]): void {
    assert(callee.result === undefined, 'run of a function with a result');
    this.#call(callee, operands);
  }

  /** Calls a function and keeps its result. */
  call(callee: Callee, ...operands: Operand[]): Local {
    assert(callee.result !== undefined, 'call of a function without a result');
    const result = this.local(callee.result);
    this.#call(callee, operands);
    this.code.u8(0x21).unsigned(result.index);
    return result;
  }

  /** Calls entry `index` of the module's table, whose functions take `operands` and give an i32. */
  callIndirect(typeIndex: number, index: Value, operands: readonly Value[]): Local {
    const result = this.local('i32');
    for (const operand of operands) operand.emit(this.code);
    index.emit(this.code);
    this.code.u8(0x11).unsigned(typeIndex).u8(0).u8(0x21).unsigned(result.index);
    return result;
  }

  /** memory.copy and memory.fill (bulk memory operations). */
  copyMemory(to: Value, from: Value, bytes: Value): void {
    for (const value of [to, from, bytes]) value.emit(this.code);
    this.code.u8(0xfc).unsigned(10).u8(0).u8(0);
  }

  fillMemory(to: Value, byte: Value, bytes: Value): void {
    for (const value of [to, byte, bytes]) value.emit(this.code);
    this.code.u8(0xfc).unsigned(11).u8(0);
  }

  unreachable(): void {
    this.code.u8(0x00);
  }

  /** Local declarations and code, as the code section wants them. */
  body(): Uint8Array {
    assert(this.#depth === 0, 'a block is still open');
    const body = new Bytes().unsigned(this.#locals.length);
    for (const type of this.#locals) body.unsigned(1).u8(typeCode[type]);
    return body.append(this.code.view()).u8(0x0b).finish();
  }

  #open(opcode: number, body: (label: Label) => void): void {
    this.code.u8(opcode).u8(0x40);
    this.#depth++;
    body({ depth: this.#depth });
    this.#depth--;
    this.code.u8(0x0b);
  }

  #call(callee: Callee, operands: readonly Operand[]): void {
    assert(operands.length === callee.parameters.length, 'wrong number of operands');
    callee.parameters.forEach((type, index) => {
      asValue(type, operands[index] ?? 0).emit(this.code);
    });
    this.code.u8(0x10).unsigned(callee.index);
  }
}
