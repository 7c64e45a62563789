/** Reading files that a user names, and what went wrong with one in his words. */
import { readFileSync, statSync } from 'node:fs';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOENT: 'no such file',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'what should be a folder is none',
  EROFS: 'nothing can be written there',
};

/** The reason of a failure; `others` are words for codes of the system that mean more here. */
export function reasonOf(problem: unknown, others: Readonly<Record<string, string>> = {}): string {
  if (!(problem instanceof Error)) return String(problem);
  const code = 'code' in problem ? String(problem.code) : '';
  return others[code] ?? reasons[code] ?? problem.message;
}

/** All bytes of a file; throws where there is none, and for a device, which may have no end. */
export function readWhole(path: string): Buffer {
  if (statSync(path).isCharacterDevice()) throw new Error('it is a device');
  return readFileSync(path);
}
