/** Puts the engine's WebAssembly module together and compiles it, once per process. */
import v8 from 'node:v8';
import { defineMemory } from '../memory/translate.ts';
import { hostTypes, routineTypes } from '../isa/routines/names.ts';
import type { HostFunctions, Routines } from '../isa/routines/names.ts';
import { defineAddressRoutines } from '../isa/routines/address.ts';
import { defineDelivery } from '../isa/routines/deliver.ts';
import { defineFlagRoutines } from '../isa/routines/flags.ts';
import { defineFarTransfers } from '../isa/routines/far.ts';
import { definePortRoutines } from '../isa/routines/ports.ts';
import { defineSegmentRoutines } from '../isa/routines/segments.ts';
import { defineStringCompare } from '../isa/routines/string-compare.ts';
import { defineStateRoutines } from '../isa/routines/state-image.ts';
import { defineTaskState } from '../isa/routines/task-state.ts';
import { defineVectorRoutines } from '../isa/routines/vectors.ts';
import type { Scope } from '../isa/routines/scope.ts';
import { defineFloat } from '../isa/float/routines.ts';
import { defineVectorFloat } from '../isa/routines/vector-float.ts';
import { defineX87 } from '../isa/x87/routines.ts';
import { defineGuestEvents } from '../isa/svm/events.ts';
import { defineWorldSwitch } from '../isa/svm/world-switch.ts';
import type { Callee } from '../wasm/function.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import type { Type } from '../wasm/value.ts';
import { defineBoundary } from './boundary.ts';
import { defineFetch } from './fetch.ts';
import type { Placement } from './interpreter.ts';
import { defineInterpreter } from './interpreter.ts';

/** What the module gives to TypeScript. Addresses of CPUs are their bases in linear memory. */
export interface EngineExports {
  run(): void;
  saveRip(cpu: number): void;
  updateMode(cpu: number): void;
  readFlags(cpu: number): number;
  writeFlags(cpu: number, flags: number): void;
  invalidate(physicalPage: number, offset: number, bytes: number): void;
  flushTlb(cpu: number): void;
  flushFetchTlb(cpu: number): void;
  /** 1 if a directory pointer is malformed. */
  loadDirectories(cpu: number, cr3: number): number;
  noteDirty(physicalPage: number): void;
  closeFastPaths(cpu: number): void;
  closeWrites(cpu: number, physicalPage: number): void;
}

type Types = Readonly<Record<string, readonly [readonly Type[], Type | undefined]>>;

function declareAll<T extends Types>(
  types: T,
  declare: (name: string, parameters: readonly Type[], result?: Type) => Callee,
): Record<keyof T, Callee> {
  const entries = Object.entries(types).map(([name, [parameters, result]]) => [
    name,
    declare(name, parameters, result),
  ]);
  return Object.fromEntries(entries) as Record<keyof T, Callee>;
}

export interface EngineModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly placements: readonly Placement[];
}

/** Emits the module for a linear memory of at least `memoryPages` pages of 64 KiB. */
export function emitEngine(memoryPages: number): EngineModule {
  const module = new ModuleBuilder();
  const host: HostFunctions = declareAll(hostTypes, (name, p, result) =>
    module.import(name, p, result),
  );
  const routines: Routines = declareAll(routineTypes, (_name, p, result) =>
    module.declare(p, result),
  );
  const scope: Scope = { module, routines, host };
  defineMemory(scope);
  defineFlagRoutines(scope);
  defineAddressRoutines(scope);
  defineSegmentRoutines(scope);
  definePortRoutines(scope);
  defineTaskState(scope);
  defineFarTransfers(scope);
  defineVectorRoutines(scope);
  defineStateRoutines(scope);
  defineStringCompare(scope);
  defineDelivery(scope);
  defineFloat(scope);
  defineX87(scope);
  defineWorldSwitch(scope);
  defineGuestEvents(scope);
  defineVectorFloat(scope);
  defineFetch(scope);
  defineBoundary(scope);
  const placements = defineInterpreter(scope);
  return { bytes: module.build(memoryPages), placements };
}

/** Which compiler is used changes no result: the one thing here that depends on the host. */
const [v8Major = 0] = process.versions.v8.split('.').map(Number);

/**
 * V8's flags while the interpreter is compiled, each the opposite of its default. The baseline
 * compiler runs a switch of this size at a twentieth of the speed, and would be in use until the
 * function had been replaced. Without it there is nothing to go back to when a speculation fails:
 * V8 14 aborts the process unless it does not speculate at all.
 */
const compilation: readonly { readonly set: string; readonly restore: string }[] = [
  { set: '--no-liftoff', restore: '--liftoff' },
  ...(v8Major >= 14 ? [{ set: '--no-wasm-deopt', restore: '--wasm-deopt' }] : []),
];

/**
 * Calls a function of the module for the first time: V8 compiles each when it is first called, and
 * this one with the optimising compiler at once. The rest, rarely in use, may take the usual way.
 */
export function callOptimised(first: () => void): void {
  for (const { set } of compilation) v8.setFlagsFromString(set);
  try {
    first();
  } finally {
    for (const { restore } of compilation) v8.setFlagsFromString(restore);
  }
}
