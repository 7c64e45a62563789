/** Answers `qXfer:osdata`: the tables of `info os`. */
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import { pieceOf } from '../../../protocol/rsp/transfer.ts';
import { osdataDocument } from '../osdata.ts';
import type { Answer } from '../answer.ts';

export const transferOsdata: Answer<'transferOsdata'> = (target, request) => {
  const { annex, offset } = request;
  const { client } = target;
  if (offset === 0 || client.osdata?.annex !== annex) {
    const document = osdataDocument(target, annex);
    if (document === undefined) return refusal(errno.invalid, `no table ${annex}`);
    client.osdata = { annex, document };
  }
  return pieceOf(client.osdata.document, request);
};
