/** Puts the engine's WebAssembly module together. */
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
import { defineInterpreter } from './interpreter.ts';
import type { Placement } from './placement.ts';

/** What the module gives to TypeScript. Addresses of CPUs are their bases in linear memory. */
export interface EngineExports {
  run(): void;
  saveRip(cpu: number): void;
  /** (base of a CPU): 1 if it can take a step now, if only the delivery of an event. */
  canRun(cpu: number): number;
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
