/** Answers `qXfer:features`: the one description that fits every mode. */
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import { renderTargetDescription } from '../../../protocol/rsp/target-description/render.ts';
import { pieceOf } from '../../../protocol/rsp/transfer.ts';
import { registers, registerTypes } from '../../isa/registers.ts';
import type { Answer } from '../answer.ts';

const description = renderTargetDescription(registers, registerTypes);

export const transferFeatures: Answer<'transferFeatures'> = (_target, request) =>
  request.annex === 'target.xml'
    ? pieceOf(description, request)
    : refusal(errno.invalid, `no description ${request.annex}`);
