/** Why the machine stands still: the one value that travels back from the engine to gdb. */
import type { Happening } from './happening.ts';
import type { LinearAddress, PhysicalAddress } from '../foundation/addresses.ts';

export type StopReason =
  /** `cpu` is about to execute `address`, where a breakpoint stands (kept beside memory). */
  | { readonly kind: 'breakpoint'; readonly cpu: number; readonly address: LinearAddress }
  /** `cpu` has just executed an instruction that touched watched bytes, first of them `physical`. */
  | {
      readonly kind: 'watchpoint';
      readonly cpu: number;
      readonly physical: PhysicalAddress;
      readonly access: 'read' | 'write';
    }
  /** `cpu` made the step it was asked for (or left its stepping range). */
  | { readonly kind: 'stepped'; readonly cpu: number }
  /** `cpu` went into shutdown (triple fault); `why` says how. Only INIT or RESET would revive it. */
  | { readonly kind: 'shutdown'; readonly cpu: number; readonly why: string }
  /** The guest ended the machine: by a debug exit port, status 0 to 255, or as `how` says. */
  | {
      readonly kind: 'exited';
      readonly cpu: number;
      readonly status: number;
      readonly how?: string;
    }
  /** Every resumed CPU is halted and no device event is due: nothing will ever happen again. */
  | { readonly kind: 'idle'; readonly cpu: number }
  /** Something happened that the debugger wanted to be told of, and wants to stop for. */
  | { readonly kind: 'caught'; readonly cpu: number; readonly happening: Happening }
  /** An end of what is recorded: power-on going back, the present going forward. */
  | { readonly kind: 'replaylog'; readonly which: 'begin' | 'end'; readonly cpu: number }
  /** The budget given to this call is spent; nothing else happened. */
  | { readonly kind: 'budget'; readonly cpu: number };
