/** What the replies to lldb's own packets have in common: `key:value;` pairs, and the triple. */
import { hexText } from './numbers.ts';

/** LLVM's name of a machine: its architecture, and nobody's operating system. */
export interface Triple {
  readonly triple: string;
  readonly pointerBytes: number;
}

export const pairs = (...rows: readonly (readonly [key: string, value: string])[]): string =>
  rows.map(([key, value]) => `${key}:${value};`).join('');

/** The pairs that say what runs there; a text with a delimiter in it travels as hex. */
export const triplePairs = ({ triple, pointerBytes }: Triple): string =>
  pairs(['triple', hexText(triple)], ['endian', 'little'], ['ptrsize', String(pointerBytes)]);
