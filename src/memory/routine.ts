/** How a room defines the out-of-line functions it is responsible for. */
import type { Callee, FunctionBuilder } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import type { AccessBytes, Local, Value } from '../wasm/value.ts';
import { i32, load } from '../wasm/value.ts';
import { modelCell } from './layout.ts';

/** Functions by name, as the engine declared them. */
export type Declared = Readonly<Record<string, Callee>>;

export interface RoutineScope<R = Declared, H = Declared> {
  readonly module: ModuleBuilder;
  readonly routines: R;
  readonly host: H;
}

export type Body = (f: FunctionBuilder, ...parameters: Local[]) => void;

/** A cell at `base + offset`; 8 bytes give an i64, fewer an i32. */
export const cell = (base: Value, offset: number, bytes: AccessBytes = 4): Value =>
  load(bytes === 8 ? 'i64' : 'i32', bytes, base, offset);

/** 1 where the CPU model is one of Intel's, for what the makers do differently. */
export const isIntel = (): Value => load('i32', 4, i32(0), modelCell.intel);
