/** Answers `qXfer:exec-file`: the name under which `vFile` serves the symbols. */
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import { pieceOf } from '../../../protocol/rsp/transfer.ts';
import type { Answer } from '../answer.ts';

export const transferExecFile: Answer<'transferExecFile'> = ({ file }, request) =>
  file === undefined
    ? refusal(errno.invalid, 'no file with symbols for this view of the registers is known')
    : pieceOf(file.name, request);
