/** `vCont;action[:thread]...`: which CPUs run, step, step through a range or stand still. */
import type { LinearAddress } from '../../../src/foundation/addresses.ts';
import type { Fields } from '../fields.ts';
import { hexByte, threadIdText, type ThreadId } from '../numbers.ts';
import { packet, partly } from '../packet.ts';
import { printStopReply } from '../stop-reply.ts';

/** What one action does; a signal is what gdb would deliver, which a machine does not have. */
export type ResumeAction = (
  | { readonly kind: 'continue' | 'step'; readonly signal?: number }
  | { readonly kind: 'stop' }
  | { readonly kind: 'range'; readonly start: LinearAddress; readonly end: LinearAddress }
) & {
  /** Absent: every CPU that no earlier action names. */
  readonly thread?: ThreadId;
};

type Deed = Omit<ResumeAction, 'thread'> & ResumeAction;

/** Every CPU obeys the first action that names it (gdb manual E.2). */
export const resume = packet({
  prefix: 'vCont;',
  help: 'Resume CPUs, each as it is told.',
  support: partly('signals are accepted and not delivered: a machine has none'),
  features: ['vContSupported+'],
  parse(fields): { readonly actions: readonly ResumeAction[] } {
    const actions: ResumeAction[] = [];
    do actions.push(parseAction(fields));
    while (fields.skip(';'));
    return { actions };
  },
  ask: ({ actions }) => actions.map(askAction).join(';'),
  print: printStopReply,
});

function parseAction(fields: Fields): ResumeAction {
  const deed = parseDeed(fields);
  return fields.skip(':') ? { ...deed, thread: fields.threadId() } : deed;
}

function parseDeed(fields: Fields): Deed {
  if (fields.skip('c')) return { kind: 'continue' };
  if (fields.skip('C')) return { kind: 'continue', signal: fields.count() };
  if (fields.skip('s')) return { kind: 'step' };
  if (fields.skip('S')) return { kind: 'step', signal: fields.count() };
  if (fields.skip('t')) return { kind: 'stop' };
  fields.expect('r');
  const start = fields.address();
  fields.expect(',');
  return { kind: 'range', start, end: fields.address() };
}

function askAction(action: ResumeAction): string {
  const thread = action.thread === undefined ? '' : `:${threadIdText(action.thread)}`;
  return askDeed(action) + thread;
}

function askDeed(action: ResumeAction): string {
  switch (action.kind) {
    case 'continue':
      return action.signal === undefined ? 'c' : `C${hexByte(action.signal)}`;
    case 'step':
      return action.signal === undefined ? 's' : `S${hexByte(action.signal)}`;
    case 'stop':
      return 't';
    case 'range':
      return `r${action.start.toString(16)},${action.end.toString(16)}`;
  }
}
