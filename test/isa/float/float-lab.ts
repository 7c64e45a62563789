/** The floating-point routines alone in a module: no CPU around them, numbers in and out. */
import {
  defineFloat,
  floatRoutineTypes,
  type FloatRoutines,
} from '../../../src/isa/float/routines.ts';
import { floatCell, format } from '../../../src/isa/float/number.ts';
import { ModuleBuilder } from '../../../src/wasm/module.ts';
import type { Callee } from '../../../src/wasm/function.ts';

type Name = keyof typeof floatRoutineTypes;
type Exports = Readonly<Record<Name, (...operands: (number | bigint)[]) => number | bigint>>;

/** The bits of a number, and exceptions as MXCSR and the x87 status word have them. */
export interface Outcome {
  readonly bits: bigint;
  readonly flags: number;
  readonly roundedUp: number;
}

export interface Settings {
  readonly rounding?: number;
  readonly masks?: number;
  readonly precision?: number;
  readonly x87?: boolean;
  readonly denormalsAreZeros?: boolean;
  readonly flushToZero?: boolean;
}

type FormatName = keyof typeof format;

const low64 = 2n ** 64n - 1n;

export class FloatLab {
  readonly #exports: Exports;
  readonly #view: DataView;

  constructor() {
    const module = new ModuleBuilder();
    const declared = Object.entries(floatRoutineTypes).map(([name, [parameters, result]]) => [
      name,
      module.declare(parameters, result),
    ]);
    const routines = Object.fromEntries(declared) as FloatRoutines;
    defineFloat({ module, routines });
    for (const [name, callee] of Object.entries<Callee>(routines)) module.export(name, callee);
    const memory = new WebAssembly.Memory({ initial: 1 });
    const compiled = new WebAssembly.Module(module.build(1));
    const { exports } = new WebAssembly.Instance(compiled, { host: { memory } });
    this.#exports = exports as unknown as Exports;
    this.#view = new DataView(memory.buffer);
  }

  /** What holds for the operations that follow; no exceptions have been met. */
  begin(settings: Settings = {}): void {
    const cells = {
      rounding: settings.rounding ?? 0,
      masks: settings.masks ?? 0x3f,
      precision: settings.precision ?? 64,
      x87: Number(settings.x87 ?? false),
      denormalsAreZeros: Number(settings.denormalsAreZeros ?? false),
      flushToZero: Number(settings.flushToZero ?? false),
      flags: 0,
      roundedUp: 0,
    };
    for (const [name, value] of Object.entries(cells))
      this.#view.setInt32(floatCell[name as keyof typeof cells], value, true);
  }

  unpack(to: 'a' | 'b' | 'r', name: FormatName, bits: bigint): void {
    const high = Number((bits >> 64n) & 0xffffn);
    this.#exports.floatUnpack(floatCell[to], format[name], BigInt.asIntN(64, bits & low64), high);
  }

  call(name: Name, ...operands: (number | bigint)[]): number | bigint {
    return this.#exports[name](...operands);
  }

  /** Rounds what the operation has left in `r`. */
  round(name: FormatName): Outcome {
    this.#exports.floatRound(format[name]);
    const low = this.#view.getBigUint64(floatCell.result, true);
    const high = BigInt(this.#view.getUint32(floatCell.resultHigh, true));
    return { bits: name === 'extended' ? (high << 64n) | low : low, ...this.exceptions() };
  }

  exceptions(): { flags: number; roundedUp: number } {
    return {
      flags: this.#view.getUint32(floatCell.flags, true),
      roundedUp: this.#view.getUint32(floatCell.roundedUp, true),
    };
  }

  /** `r` becomes what floatTrigonometry has left in a cell. */
  take(from: 'sine' | 'cosine'): void {
    const bytes = new Uint8Array(this.#view.buffer);
    bytes.copyWithin(floatCell.r, floatCell[from], floatCell[from] + 32);
  }

  /** As if the operand had not been denormal, which stores of x87 do not look at. */
  clearDenormal(): void {
    this.#view.setInt32(floatCell.a + 12, 0, true);
  }

  /** An operation of x87's numbering on two numbers of a format, rounded to the same format. */
  arithmetic(operation: number, name: FormatName, a: bigint, b: bigint): Outcome {
    this.unpack('a', name, a);
    this.unpack('b', name, b);
    this.call('floatArithmetic', operation);
    return this.round(name);
  }
}
