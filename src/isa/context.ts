/** What a meaning is written against: operands, guest memory, flags, faults, and where to go next. */
import { present } from '../foundation/assert.ts';
import {
  cpuCell,
  machineCell,
  recordField,
  recordFlag,
  tlbEntry,
  watchedTag,
} from '../memory/layout.ts';
import { accessKind } from '../memory/access.ts';
import { tlbSlot } from '../memory/tlb.ts';
import type { FunctionBuilder } from '../wasm/function.ts';
import type { AccessBytes, Local, Value } from '../wasm/value.ts';
import { i32, i64, load, select } from '../wasm/value.ts';
import type { Width } from './flags.ts';
import type { OperandForm } from './operand.ts';
import { Operand, bytesOf, wordType } from './operand.ts';
import type { HostFunctions, Routines } from './routines/names.ts';
import { vector } from './vectors.ts';

/** Where control goes; the interpreter and out-of-line functions do it differently. */
export interface Continuations {
  /** The fault cells are set: give up this instruction. */
  fault(): void;
  /** Go on behind this instruction. */
  next(): void;
  /** Go on at an address in cpuCell.rip. */
  jump(): void;
  /** Go on at another record of this page, so many bytes of records away. */
  stay(distance: Value): void;
  /** As next or jump, but look at events and stops first. */
  nextAndLook(): void;
  jumpAndLook(): void;
  /** One iteration of a string instruction is done; come back for the rest. */
  again(): void;
  /** Inside the interpreter: brings the step counter to memory, and back. */
  saveCounter(): void;
  loadCounter(): void;
}

/** What a context is made for: one handler, in one function that is being built. */
export interface ContextParts {
  readonly f: FunctionBuilder;
  readonly cpu: Local;
  /** Host address of the record being executed. */
  readonly record: Local;
  /** What ring 3 flips in TLB indexes. */
  readonly user: Value;
  readonly go: Continuations;
  readonly routines: Routines;
  readonly host: HostFunctions;
  /** Whether this handler runs 64-bit code only. */
  readonly long: boolean;
  /** Whether this handler's relative target lies in the same page. */
  readonly inPage: boolean;
  readonly width: Width;
}

/** One handler being written: a meaning calls it, and it emits the code. */
export class Context implements ContextParts {
  readonly f: FunctionBuilder;
  readonly cpu: Local;
  readonly record: Local;
  readonly user: Value;
  readonly go: Continuations;
  readonly routines: Routines;
  readonly host: HostFunctions;
  readonly long: boolean;
  readonly inPage: boolean;
  readonly width: Width;
  readonly #operands: readonly Operand[];

  constructor(parts: ContextParts, operands: readonly OperandForm[]) {
    this.f = parts.f;
    this.cpu = parts.cpu;
    this.record = parts.record;
    this.user = parts.user;
    this.go = parts.go;
    this.routines = parts.routines;
    this.host = parts.host;
    this.long = parts.long;
    this.inPage = parts.inPage;
    this.width = parts.width;
    this.#operands = operands.map((form) => new Operand(this, form));
  }

  operand(place: number): Operand {
    return present(this.#operands[place], `operand ${place}`);
  }

  get operandCount(): number {
    return this.#operands.length;
  }

  /** A cell of this CPU. */
  cell(offset: number, bytes: AccessBytes = 4): Value {
    return load(bytes === 8 ? 'i64' : 'i32', bytes, this.cpu, offset);
  }

  setCell(offset: number, value: Value, bytes: AccessBytes = 4): void {
    this.f.store(bytes, this.cpu, value, offset);
  }

  /** A load from a host address of linear memory. */
  at(address: Value, bytes: AccessBytes, offset = 0): Value {
    return load(bytes === 8 ? 'i64' : 'i32', bytes, address, offset);
  }

  field(offset: number, bytes: AccessBytes): Value {
    return load(bytes === 8 ? 'i64' : 'i32', bytes, this.record, offset);
  }

  /** A general register by number, as an i64. */
  register(number: number): Value {
    return this.cell(cpuCell.registers + number * 8, 8);
  }

  setRegister(number: number, value: Value): void {
    this.setCell(cpuCell.registers + number * 8, value, 8);
  }

  /** All bits of an address of this instruction's address size, as an i64. */
  addressMask(): Value {
    const flags = this.field(recordField.flags, 1);
    const narrow = select(flags.and(recordFlag.address16), i64(0xffff), i64(0xffffffffn));
    return select(flags.and(recordFlag.address16 | recordFlag.address32), narrow, i64(-1));
  }

  /** Writes a register used as counter or index: 16-bit ones keep their upper bits. */
  setCounter(number: number, value: Value): void {
    const mask = this.field(recordField.flags, 1).and(recordFlag.address16);
    const kept = select(mask, this.register(number).and(~0xffff), i64(0));
    this.setRegister(number, kept.or(value.and(this.addressMask())));
  }

  /** The record's immediate, sign-extended by the decoder. */
  immediate(width: Width): Value {
    return width === 64
      ? this.field(recordField.immediate, 8)
      : this.field(recordField.immediate, 4);
  }

  /** Address of this instruction: its offset in the page is its place among the records. */
  rip(): Value {
    const offset = this.record.sub(this.cell(cpuCell.recordBase)).shrU(5);
    return this.cell(cpuCell.ripPage, 8).add(offset.zeroExtend());
  }

  nextRip(): Value {
    return this.rip().add(this.field(recordField.stride, 2).shrU(5).zeroExtend());
  }

  /** Linear address of the record's memory operand, for an access of `bytes` and this kind. */
  address(bytes: number, kind = 0): Local {
    const { f } = this;
    const register = (field: number): Value =>
      load('i64', 8, this.cpu.add(this.field(field, 2)), cpuCell.registers);
    const address = f.local('i64');
    const flat = (): void => {
      const index = register(recordField.index).shl(this.field(recordField.scale, 1).zeroExtend());
      const displacement = this.field(recordField.displacement, 4).signExtend();
      f.set(address, register(recordField.base).add(index).add(displacement));
    };
    f.if(
      this.field(recordField.flags, 1).and(recordFlag.complex),
      () => {
        const result = f.call(
          this.routines.complexAddress,
          this.cpu,
          this.record,
          i32(bytes | kind),
        );
        f.set(address, result);
        f.if(this.cell(cpuCell.faultVector).geS(0), () => this.go.fault());
      },
      flat,
    );
    return address;
  }

  /** Host address of `bytes` of guest memory at a linear address; faults leave the instruction. */
  translate(address: Local, bytes: number, kind: number): Local {
    const { f } = this;
    const writes = (kind & accessKind.write) !== 0;
    const entry = f.let(tlbSlot(this.cpu, address, this.user));
    const tag = load('i64', 8, entry, writes ? tlbEntry.write : tlbEntry.read);
    const last = bytes === 1 ? address : address.add(bytes - 1);
    const page = f.let(last.and(-4096));
    const at = f.local('i32');
    const direct = (): void =>
      f.set(at, address.low32().add(load('i32', 4, entry, tlbEntry.addend)));
    f.if(page.eq(tag), direct, () => {
      const hull = (offset: number): Value => load('i32', 4, i32(0), offset);
      const fromHull = address.low32().and(4095).sub(hull(machineCell.watchHullFrom));
      const beside = fromHull.geU(hull(machineCell.watchHullBytes));
      f.if(page.or(watchedTag).eq(tag).and(beside), direct, () => {
        this.go.saveCounter();
        const stack = this.field(recordField.flags, 1).and(recordFlag.stack).shl(6);
        f.set(at, f.call(this.routines.translate, this.cpu, address, stack.or(kind | bytes)));
        f.if(at.isZero(), () => this.go.fault());
      });
    });
    return at;
  }

  /** Ends a store: those through the scratch cell still have to reach their place. */
  commit(at: Local): void {
    this.f.if(at.eq(machineCell.scratch), () => {
      this.f.run(this.routines.commit, this.cpu);
      this.go.loadCounter();
    });
  }

  /** Guest memory at a linear address, bound at once. */
  loadGuest(address: Local, width: Width, kind = 0): Local {
    const at = this.translate(address, width / 8, kind);
    return this.f.let(load(wordType(width), bytesOf(width), at));
  }

  storeGuest(address: Local, width: Width, value: Value, kind = 0): void {
    const at = this.translate(address, width / 8, kind | accessKind.write);
    this.f.store(bytesOf(width), at, value);
    this.commit(at);
  }

  /** Sets the fault cells and leaves the instruction. */
  raise(number: number, errorCode: Value | number = 0): void {
    this.setCell(cpuCell.faultVector, i32(number));
    this.setCell(cpuCell.faultCode, typeof errorCode === 'number' ? i32(errorCode) : errorCode);
    this.go.fault();
  }

  raiseIf(condition: Value, number: number, errorCode: Value | number = 0): void {
    this.f.if(condition, () => this.raise(number, errorCode));
  }

  /** #GP(0) unless in ring 0. */
  requireRing0(): void {
    this.raiseIf(this.cell(cpuCell.cpl), vector.gp);
  }

  /**
   * Pushes onto the stack of 64-bit code, or as the stack segment says in other code. `check` may
   * still refuse in 64-bit code, when the stack is known to be good and not written yet.
   */
  push(value: Value, width: Width, check?: () => void): void {
    const { f } = this;
    const bound = f.let(value.zeroExtend());
    if (!this.long) {
      const ok = f.call(this.routines.pushLegacy, this.cpu, bound, i32(width / 8));
      f.if(ok.isZero(), () => this.go.fault());
      return;
    }
    const rsp = f.let(this.cell(cpuCell.rsp, 8).sub(width / 8));
    const at = this.translate(rsp, width / 8, accessKind.stack | accessKind.write);
    check?.();
    f.store(bytesOf(width), at, bound);
    this.commit(at);
    this.setCell(cpuCell.rsp, rsp, 8);
  }

  /** The top of the stack as an i64, and the stack pointer behind it, set by `finish`. */
  pop(width: Width): { value: Local; finish: () => void } {
    const { f } = this;
    if (!this.long) {
      const value = f.call(this.routines.popLegacy, this.cpu, i32(width / 8));
      f.if(this.cell(cpuCell.faultVector).geS(0), () => this.go.fault());
      return { value, finish: () => undefined };
    }
    const rsp = f.let(this.cell(cpuCell.rsp, 8));
    const at = this.translate(rsp, width / 8, accessKind.stack);
    const value = f.let(load('i64', bytesOf(width), at));
    return { value, finish: () => this.setCell(cpuCell.rsp, rsp.add(width / 8), 8) };
  }

  /** Goes to a new rip (i64); 16- and 32-bit code wraps it to its size. */
  jumpTo(target: Value, width: Width = 64): void {
    const wrapped = width === 64 ? target : target.and(2n ** BigInt(width) - 1n);
    this.setCell(cpuCell.rip, wrapped, 8);
    this.go.jump();
  }
}
