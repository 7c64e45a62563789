/** Answers `_M`: never, for a debugger's tools live beside the guest's memory. */
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import type { Answer } from '../answer.ts';

export const allocateMemory: Answer<'allocateMemory'> = () =>
  refusal(errno.notPermitted, 'all memory belongs to the guest, a debugger gets none of it');
