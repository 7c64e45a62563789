/** Answers `qSupported` and remembers what this gdb understands. */
import { announcedFeatures } from '../../../protocol/rsp/packets.ts';
import { bodyBytesMax } from '../target.ts';
import type { Answer } from '../answer.ts';

export const querySupported: Answer<'querySupported'> = ({ client }, { features }) => {
  client.announced = new Set(features);
  return announcedFeatures(bodyBytesMax);
};
