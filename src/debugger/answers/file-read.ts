/** Answers `vFile:pread`: bytes of the served file, no more than a packet carries. */
import { fileBytes, fileErrno, fileFailed } from '../../../protocol/rsp/file-io.ts';
import { openFile } from '../served-file.ts';
import { memoryBytesMax } from '../target.ts';
import type { Answer } from '../answer.ts';

export const fileRead: Answer<'fileRead'> = (target, { file, count, offset }) => {
  const opened = openFile(target, file);
  if (opened === undefined) return fileFailed(fileErrno.badFile);
  return fileBytes(opened.bytes.subarray(offset, offset + Math.min(count, fileBytesMax)));
};

/** Escapes may double the bytes, and the result comes before them. */
const fileBytesMax = memoryBytesMax - 16;
