/** Reading and writing the machine's own cells, and what a CPU is about, in generated code. */
import { activityMask, cpuCell } from '../memory/layout.ts';
import type { FunctionBuilder } from '../wasm/function.ts';
import type { Value } from '../wasm/value.ts';
import { i32, load } from '../wasm/value.ts';

export const machine = (offset: number): Value => load('i32', 4, i32(0), offset);
export const setMachine = (f: FunctionBuilder, offset: number, value: Value | number): void =>
  f.store(4, i32(0), typeof value === 'number' ? i32(value) : value, offset);

export const byteOf = (cpu: Value, offset: number): Value => load('i32', 1, cpu, offset);
export const activityOf = (cpu: Value): Value => byteOf(cpu, cpuCell.activity).and(activityMask);
