/** What an answer is: a function from the target and a request to a reply, now or later. */
import type { PacketName, Replies, Requests } from '../../protocol/rsp/packets.ts';
import type { Refusal } from '../../protocol/rsp/refusal.ts';
import type { Resumption, Reversal } from './resumption.ts';
import type { Target } from './target.ts';

/** A reply with text for gdb's console before it. */
export interface WithConsole<Reply> {
  readonly kind: 'with console';
  readonly reply: Reply;
  readonly text: string;
}

export const withConsole = <Reply>(reply: Reply, text: string): WithConsole<Reply> => ({
  kind: 'with console',
  reply,
  text,
});

/** Ctrl-C: the reply, and then what it stops. */
export interface Interruption {
  readonly kind: 'interruption';
}

export const interruption: Interruption = { kind: 'interruption' };

export type Answer<N extends PacketName> = (
  target: Target,
  request: Requests[N],
) => Replies[N] | WithConsole<Replies[N]> | Refusal | Resumption | Reversal | Interruption;

export type AnswerTable = { readonly [N in PacketName]: Answer<N> };
