/** Answers `vFile:close`. */
import { fileDone, fileErrno, fileFailed } from '../../../protocol/rsp/file-io.ts';
import type { Answer } from '../answer.ts';

export const fileClose: Answer<'fileClose'> = ({ client }, { file }) =>
  client.openFiles.delete(file) ? fileDone(0) : fileFailed(fileErrno.badFile);
