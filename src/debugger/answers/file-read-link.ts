/** Answers `vFile:readlink`: the served file is no link, and other names do not exist. */
import { fileErrno, fileFailed } from '../../../protocol/rsp/file-io.ts';
import type { Answer } from '../answer.ts';

export const fileReadLink: Answer<'fileReadLink'> = ({ file }, { name }) =>
  fileFailed(name === file?.name ? fileErrno.invalid : fileErrno.noEntry);
