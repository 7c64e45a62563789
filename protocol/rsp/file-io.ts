/** Results of `vFile` packets: a number, its bytes, or an error number (gdb manual E.7 and E.13). */
import type { Fields } from './fields.ts';
import { bytesOfHex, bytesOfText, hexOf, textOfBytes } from './numbers.ts';

/** The error numbers that the File-I/O protocol fixes, as far as reading needs them. */
export const fileErrno = {
  noEntry: 2,
  badFile: 9,
  noAccess: 13,
  invalid: 22,
  tooMany: 24,
} as const;

export type FileResult =
  | { readonly kind: 'done'; readonly result: number; readonly bytes?: Uint8Array }
  | { readonly kind: 'failed'; readonly errno: number };

export const fileDone = (result: number): FileResult => ({ kind: 'done', result });
export const fileBytes = (bytes: Uint8Array): FileResult => ({
  kind: 'done',
  result: bytes.length,
  bytes,
});
export const fileFailed = (errno: number): FileResult => ({ kind: 'failed', errno });

/** `F result`, `F result;bytes` or `F-1,errno`, all numbers in hex. */
export function printFileResult(reply: FileResult): Uint8Array {
  if (reply.kind === 'failed') return bytesOfText(`F-1,${reply.errno.toString(16)}`);
  const head = bytesOfText(`F${reply.result.toString(16)}${reply.bytes === undefined ? '' : ';'}`);
  const body = new Uint8Array(head.length + (reply.bytes?.length ?? 0));
  body.set(head);
  if (reply.bytes !== undefined) body.set(reply.bytes, head.length);
  return body;
}

/** A file name: pairs of hex digits up to a comma or the end. */
export function parseFileName(fields: Fields): string {
  const bytes = bytesOfHex(bytesOfText(fields.text(',')));
  if (bytes === undefined) fields.refuse('expected a file name in pairs of hex digits');
  return textOfBytes(bytes ?? new Uint8Array());
}

/** The bytes of `name`, each character one byte, as pairs of hex digits. */
export const askFileName = (name: string): string =>
  textOfBytes(hexOf(Uint8Array.from(name, (character) => character.charCodeAt(0))));

const statFields = [
  ['st_dev', 4],
  ['st_ino', 4],
  ['st_mode', 4],
  ['st_nlink', 4],
  ['st_uid', 4],
  ['st_gid', 4],
  ['st_rdev', 4],
  ['st_size', 8],
  ['st_blksize', 8],
  ['st_blocks', 8],
  ['st_atime', 4],
  ['st_mtime', 4],
  ['st_ctime', 4],
] as const;

type StatField = (typeof statFields)[number][0];

/** A regular file that all may read (gdb manual E.13.8.1 and E.13.8.2). */
export const readableFileMode = 0o100444;

/** `struct stat` as it travels: big-endian, packed; absent fields are zero. */
export function statImage(values: Readonly<Partial<Record<StatField, number>>>): Uint8Array {
  const image = new Uint8Array(statFields.reduce((sum, [, bytes]) => sum + bytes, 0));
  let end = 0;
  for (const [name, bytes] of statFields) {
    end += bytes;
    let value = values[name] ?? 0;
    for (let at = end - 1; value > 0 && at >= end - bytes; at -= 1) {
      image[at] = value % 256;
      value = Math.floor(value / 256);
    }
  }
  return image;
}
