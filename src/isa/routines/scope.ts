/** What every routine's definition is given. */
import type { RoutineScope } from '../../memory/routine.ts';
import type { HostFunctions, Routines } from './names.ts';

export type Scope = RoutineScope<Routines, HostFunctions>;
