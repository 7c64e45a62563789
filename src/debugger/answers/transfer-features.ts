/** Answers `qXfer:features`: one description for every mode, chosen by the door gdb came in by. */
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import { pieceOf } from '../../../protocol/rsp/transfer.ts';
import type { Answer } from '../answer.ts';

export const transferFeatures: Answer<'transferFeatures'> = ({ client }, request) =>
  request.annex === 'target.xml'
    ? pieceOf(client.view.description, request)
    : refusal(errno.invalid, `no description ${request.annex}`);
