/** What happened, in words for gdb's user. */
import { hexOf, textOfBytes } from '../../protocol/rsp/numbers.ts';
import { vectorName } from '../isa/vectors.ts';
import type { Happening, HappeningKind } from '../machine/happening.ts';

type Of<K extends HappeningKind> = Extract<Happening, { kind: K }>;

const hex = (value: number | bigint): string => `0x${value.toString(16)}`;
const bytes = (value: Uint8Array): string => textOfBytes(hexOf(value)).replace(/..(?=.)/g, '$& ');

/** Vectors with error codes say them (SDM 3A table 6-1). */
export const codedVectors: ReadonlySet<number> = new Set([8, 10, 11, 12, 13, 14, 17, 21, 29, 30]);

/** Delivery modes of an interrupt command (SDM 3A 11.6.1). */
const deliveryModes: readonly string[] = [
  'fixed',
  'lowest priority',
  'SMI',
  '',
  'NMI',
  'INIT',
  'SIPI',
];
const shorthands: readonly string[] = ['', 'itself', 'all', 'all but itself'];

const words: { readonly [K in HappeningKind]: (happening: Of<K>) => string } = {
  vector: ({ cpu, vector, errorCode }) => {
    const code = codedVectors.has(vector) ? `, error code ${hex(errorCode)}` : '';
    const name = vector < 32 ? `, ${vectorName(vector)}` : '';
    return `CPU ${cpu} takes vector ${vector}${name}${code}`;
  },
  cr3: ({ cpu, value }) => `CPU ${cpu} has set CR3 to ${hex(value)}`,
  msr: ({ cpu, number, access, value }) =>
    `CPU ${cpu} has ${access === 'read' ? 'read' : 'written'} MSR ${hex(number)}: ${hex(value)}`,
  ipi: ({ cpu, command, to }) => {
    const mode = deliveryModes[(command >> 8) & 7] ?? '';
    const short = shorthands[(command >> 18) & 3] ?? '';
    const whom = short === '' ? `destination ${hex(to)}` : short;
    return `CPU ${cpu} sends ${mode}, vector ${hex(command & 0xff)}, to ${whom}`;
  },
  exit: ({ cpu, status, how }) =>
    `CPU ${cpu} ${how ?? `has ended the machine with status ${status}`}: the only way from here is back`,
  store: ({ cpu, rip, physical, before, after }) =>
    `CPU ${cpu} at ${hex(rip)} has written physical ${hex(physical)}: ${bytes(before)} is now ${bytes(after)}`,
};

/** One line: who did what. */
export function describeHappening<K extends HappeningKind>(happening: Of<K>): string {
  // The row of its kind describes each; the compiler cannot follow the pairing.
  const describe = words[happening.kind] as (what: Of<K>) => string;
  return describe(happening);
}
