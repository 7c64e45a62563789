/** The suffix `;thread:ID;`, by which lldb says in a packet itself which CPU it is about. */
import type { Fields } from './fields.ts';
import { threadIdText, type ThreadId } from './numbers.ts';

/** Whose registers a packet is about; absent: those of the CPU that `Hg` selected. */
export interface OfThread {
  readonly thread?: ThreadId;
}

/** Reads the suffix if there is one. */
export function parseThreadSuffix(fields: Fields): OfThread {
  if (!fields.skip(';')) return {};
  fields.expect('thread:');
  const thread = fields.threadId();
  fields.skip(';');
  return { thread };
}

export const askThreadSuffix = ({ thread }: OfThread): string =>
  thread === undefined ? '' : `;thread:${threadIdText(thread)};`;
