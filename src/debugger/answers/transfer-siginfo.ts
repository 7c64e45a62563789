/** Answers `qXfer:siginfo`. */
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import { pieceOf } from '../../../protocol/rsp/transfer.ts';
import { signalInformation } from '../signal-information.ts';
import type { Answer } from '../answer.ts';

export const transferSiginfo: Answer<'transferSiginfo'> = (target, request) =>
  request.annex === ''
    ? pieceOf(signalInformation(target), request)
    : refusal(errno.invalid, `no signal information ${request.annex}`);
