/** Answers `qXfer:osdata`: the tables of `info os`. */
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import { pieceOf } from '../../../protocol/rsp/transfer.ts';
import { osdataDocument } from '../osdata.ts';
import type { Answer } from '../answer.ts';

export const transferOsdata: Answer<'transferOsdata'> = (target, request) => {
  const document = osdataDocument(target, request.annex);
  if (document === undefined) return refusal(errno.invalid, `no table ${request.annex}`);
  return pieceOf(document, request);
};
