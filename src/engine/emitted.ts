/**
 * The engine's module as every machine uses it: plain data that does not depend on the machine. A
 * build works it out beforehand (src/cli/bundle.mjs), and its program starts without the meanings.
 */
import type { EngineModule } from './module.ts';
import { emitEngine } from './module.ts';

let known: EngineModule | undefined;

/** Emitted once per process. */
export const emitted = (): EngineModule => (known ??= emitEngine(1));
