/**
 * Looking at a trace frame: the machine is taken to its moment, and the CPU that was hit is the one
 * that register and memory packets are about, whatever `Hg` says. Nothing is changed and nobody runs
 * meanwhile.
 */
import type { FoundFrame, FrameWish } from '../../../protocol/rsp/packets/select-trace-frame.ts';
import { errno, refusal, type Refusal } from '../../../protocol/rsp/refusal.ts';
import { present } from '../../foundation/assert.ts';
import { drives } from '../situation.ts';
import type { Target } from '../target.ts';
import type { TraceFrame } from './trace-frames.ts';

/** What the driver looks at, and what it will come back to. */
export interface Look {
  readonly index: number;
  readonly frame: TraceFrame;
  /** The moment it came from. */
  readonly home: number;
  /** The CPU `Hg` has chosen. */
  chosenCpu: number;
}

/** Goes to the frame that was wished for, if there is one. */
export function lookAt(target: Target, wish: FrameWish): FoundFrame | Refusal {
  const { client, history, situation, tracing } = target;
  if (history === undefined) return refusal(errno.notPermitted, noPast);
  if (situation.resumption !== undefined) {
    return refusal(errno.notPermitted, 'CPUs run: a trace frame is looked at while all stand');
  }
  if (wish.kind === 'none') {
    comeBack(target);
    return 'present';
  }
  if (situation.look === undefined) tracing.settle();
  const { all } = tracing.frames;
  const index = wish.kind === 'frame' ? wish.index : nextIndex(all, situation.look, wish);
  const frame = all[index];
  if (frame === undefined) return 'none';
  const { home, chosenCpu } = situation.look ?? {
    home: history.moment,
    chosenCpu: client.queryCpu,
  };
  history.seek(frame.moment);
  client.queryCpu = frame.cpu;
  situation.look = { index, frame, home, chosenCpu };
  return { index, tracepoint: frame.tracepoint };
}

/** Back to the present, if it is not there. */
export function comeBack({ client, history, situation }: Target): void {
  const { look } = situation;
  if (look === undefined) return;
  present(history, 'the past of what is looked at').seek(look.home);
  client.queryCpu = look.chosenCpu;
  situation.look = undefined;
}

/** Why what changes or runs the machine cannot be done now. */
export function lookRefusal({ situation }: Target): Refusal | undefined {
  if (situation.look === undefined) return undefined;
  const why = `you look at trace frame ${situation.look.index}: "tfind none" comes back`;
  return refusal(errno.notPermitted, why);
}

/** Why there can be no trace frames, if so. */
export const traceRefusal = ({ history }: Target): Refusal | undefined =>
  history === undefined ? refusal(errno.notPermitted, noPast) : undefined;

const noPast = 'nothing of the past of this machine is kept, and trace frames are moments of it';

function nextIndex(
  frames: readonly TraceFrame[],
  look: Look | undefined,
  wish: Exclude<FrameWish, { kind: 'none' | 'frame' }>,
): number {
  const from = (look?.index ?? -1) + 1;
  const found = frames.slice(from).findIndex((frame) => fits(frame, wish));
  return found < 0 ? -1 : from + found;
}

function fits(
  { pc, tracepoint }: TraceFrame,
  wish: Exclude<FrameWish, { kind: 'none' | 'frame' }>,
): boolean {
  switch (wish.kind) {
    case 'pc':
      return pc === wish.address;
    case 'tracepoint':
      return tracepoint === wish.number;
    case 'range':
      return pc >= wish.start && pc <= wish.end;
    case 'outside':
      return pc < wish.start || pc > wish.end;
  }
}

/** Has what stands out worked out, if the one that asks may move the machine and it stands. */
export function settleFor(target: Target): void {
  const { situation, tracing } = target;
  if (drives(target) && situation.resumption === undefined && situation.look === undefined) {
    tracing.settle();
  }
}
