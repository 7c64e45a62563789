/** The one file that gdb may fetch over the link: the ELF file that has the guest's symbols. */
import type { Target } from './target.ts';

/** What is served; its name has no folder of the host in it. */
export interface ServedFile {
  /** Absolute, as gdb wants the names of a target's files: `/xen-syms`. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The width of its code, 64 if absent: a 32-bit file is for a gdb that sees an i386. */
  readonly bits?: 32;
}

/** How often one client may have it open. */
export const openFilesMax = 16;

/** The file that `descriptor` stands for, or undefined if the client has not opened it. */
export const openFile = ({ client, file }: Target, descriptor: number): ServedFile | undefined =>
  client.openFiles.has(descriptor) ? file : undefined;
