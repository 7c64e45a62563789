/** Answers `qHostInfo`: a machine without an operating system, as wide as the door. */
import { tripleOf } from '../triple.ts';
import type { Answer } from '../answer.ts';

export const hostInfo: Answer<'hostInfo'> = ({ client }) => tripleOf(client.view);
