/** What a debugger may want to be told of while the machine runs, beside the guest's own accesses. */
import type { LinearAddress, PhysicalAddress } from '../foundation/addresses.ts';

export type Happening =
  /** A vector is delivered: `cpu` is about to execute its handler's first instruction. */
  | {
      readonly kind: 'vector';
      readonly cpu: number;
      readonly vector: number;
      readonly errorCode: number;
    }
  /** `cpu` has written CR3. */
  | { readonly kind: 'cr3'; readonly cpu: number; readonly value: bigint }
  | {
      readonly kind: 'msr';
      readonly cpu: number;
      readonly number: number;
      readonly access: 'read' | 'write';
      readonly value: bigint;
    }
  /** `cpu` has written the interrupt command of its local APIC. */
  | { readonly kind: 'ipi'; readonly cpu: number; readonly command: number; readonly to: number }
  /** `cpu` has ended the machine: it goes no further, but back. */
  | {
      readonly kind: 'exit';
      readonly cpu: number;
      readonly status: number;
      readonly how: string | undefined;
    }
  /** The instruction at `rip` of `cpu` has stored into a page that is told of. */
  | {
      readonly kind: 'store';
      readonly cpu: number;
      readonly rip: LinearAddress;
      readonly physical: PhysicalAddress;
      /** Whether an instruction lay there that had been executed. */
      readonly isCode: boolean;
      readonly before: Uint8Array;
      readonly after: Uint8Array;
    };

export type HappeningKind = Happening['kind'];

/** Who wants to be told of what. */
export interface Audience {
  readonly kinds: ReadonlySet<HappeningKind>;
  /** Physical pages whose stores are told. */
  readonly pages?: Iterable<number>;
  /** Whether stores are told also to pages that have been executed. */
  readonly code?: boolean;
  /** Hears of what has happened, at the moment after it; true if the machine is to stop there. */
  hears(happening: Happening): boolean;
}
