/** Answers `vFile:setfs`: every process sees the one served file. */
import { fileDone } from '../../../protocol/rsp/file-io.ts';
import type { Answer } from '../answer.ts';

export const fileSetRoot: Answer<'fileSetRoot'> = () => fileDone(0);
