/** What the server's UNIX sockets need of the file system. */
import { lstatSync, unlinkSync } from 'node:fs';
import type { SocketFiles } from '../server/listen.ts';

const othersMayNothing = 0o177;

export const socketFiles: SocketFiles = {
  privately(make) {
    const before = process.umask(othersMayNothing);
    try {
      make();
    } finally {
      process.umask(before);
    }
  },
  remove(path) {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSocket() !== true) return false;
    unlinkSync(path);
    return true;
  },
};
