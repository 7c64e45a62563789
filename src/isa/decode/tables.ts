/**
 * All that the decoder knows of the instruction set, as plain data: a build works it out beforehand
 * (src/cli/bundle.mjs), and its program starts without the meanings.
 */
import { opcodeMaps, specialVariants } from '../catalogue.ts';
import type { DecodeRow } from './row.ts';

export type OpcodeMap = readonly (readonly DecodeRow[])[];

export interface DecodeTables {
  /** Rows by map and opcode, in the order of the catalogue. */
  readonly maps: Readonly<Record<string, OpcodeMap>>;
  /** The variants for what has no row, or must not be. */
  readonly special: Readonly<Record<keyof typeof specialVariants, number>>;
}

export const decodeTables: DecodeTables = {
  maps: Object.fromEntries(
    Object.entries(opcodeMaps).map(([name, map]) => [
      name,
      map.map((rows) => rows.map(({ decoding }) => decoding)),
    ]),
  ),
  special: specialVariants,
};
