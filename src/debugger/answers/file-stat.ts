/** Answers `vFile:fstat`: how long the served file is; nothing else about it is told. */
import {
  fileBytes,
  fileErrno,
  fileFailed,
  readableFileMode,
  statImage,
} from '../../../protocol/rsp/file-io.ts';
import { openFile } from '../served-file.ts';
import type { Answer } from '../answer.ts';

export const fileStat: Answer<'fileStat'> = (target, { file }) => {
  const opened = openFile(target, file);
  if (opened === undefined) return fileFailed(fileErrno.badFile);
  const { length } = opened.bytes;
  return fileBytes(statImage({ st_mode: readableFileMode, st_nlink: 1, st_size: length }));
};
