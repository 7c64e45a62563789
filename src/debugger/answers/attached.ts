/** Answers `qAttached`: the machine was here before gdb, unless gdb has started it anew. */
import type { Answer } from '../answer.ts';

export const attached: Answer<'attached'> = ({ client }) => (client.created ? 'created' : 'found');
