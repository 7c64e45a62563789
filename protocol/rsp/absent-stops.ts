/** Reasons of a stop reply that gdb knows and this server never gives. */
import { absent, type Support } from './packet.ts';

export interface AbsentStop {
  /** As it stands in the reply. */
  readonly prefix: string;
  readonly support: Support;
}

const row = (prefix: string, why: string): AbsentStop => ({ prefix, support: absent(why) });

// prettier-ignore
export const absentStops: readonly AbsentStop[] = [
  row('clone',          'a CPU makes no other: create tells of one that comes up'),
  row('exec',           'the machine executes no other image: run starts it anew'),
  row('fork',           'a machine does not divide'),
  row('library',        'an image has no shared libraries'),
  row('syscall_entry',  'a machine has no system calls of its own: monitor catch vector or msr'),
  row('syscall_return', 'a machine has no system calls of its own: monitor catch vector or msr'),
  row('vfork',          'a machine does not divide'),
  row('vforkdone',      'a machine does not divide'),
  row('F',              'the machine asks gdb for no files: no File-I/O'),
  row('N',              'a CPU never goes: where all that were resumed are halted, they stop with signal 0 and words'),
  row('S',              'T says the same, and which CPU'),
  row('w',              'a CPU never goes: one that waits for SIPI stays in the list'),
];
