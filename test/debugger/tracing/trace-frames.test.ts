/** Specifies src/debugger/tracing/trace-frames.ts. */
import { describe, expect, it } from 'vitest';
import { TraceFrames, type TraceFrame } from '../../../src/debugger/tracing/trace-frames.ts';
import { linearAddress } from '../../../src/foundation/addresses.ts';

const address = linearAddress(0x1000);
const at = (moment: number): TraceFrame => ({
  moment,
  cpu: 0,
  tracepoint: 1,
  place: address,
  pc: address,
  variables: new Map(),
});
const moments = (frames: TraceFrames) => frames.all.map(({ moment }) => moment);

describe('the trace buffer', () => {
  it('has its frames in the order of their moments, each once', () => {
    const frames = new TraceFrames();
    for (const moment of [5, 9, 7, 9]) expect(frames.add(at(moment))).toBe(true);
    expect(moments(frames)).toEqual([5, 7, 9]);
    expect(frames.created).toBe(3);
    expect(frames.bytesOf({ number: 1, address })).toBe(96);
    expect(frames.bytesOf({ number: 2, address })).toBe(0);
  });

  it('says when there is no room', () => {
    const frames = new TraceFrames();
    frames.resize(64);
    expect([1, 2, 3].map((moment) => frames.add(at(moment)))).toEqual([true, true, false]);
    expect(frames.bytesFree).toBe(0);
  });

  it('goes round if it may: the oldest frames make room', () => {
    const frames = new TraceFrames();
    frames.resize(64);
    frames.circular = true;
    for (const moment of [1, 2, 3]) frames.add(at(moment));
    expect(moments(frames)).toEqual([2, 3]);
    expect(frames.has(at(1))).toBe(false);
    expect(frames.created).toBe(3);
  });

  it('keeps none that is older than all of a full one that goes round', () => {
    const frames = new TraceFrames();
    frames.resize(64);
    frames.circular = true;
    for (const moment of [5, 6, 4]) expect(frames.add(at(moment))).toBe(true);
    expect(moments(frames)).toEqual([5, 6]);
    expect(frames.created).toBe(3);
  });

  it('has room for nothing if it is smaller than a frame', () => {
    const frames = new TraceFrames();
    frames.resize(31);
    frames.circular = true;
    expect(frames.add(at(1))).toBe(false);
  });

  it('forgets what is of another future', () => {
    const frames = new TraceFrames();
    for (const moment of [1, 2, 3]) frames.add(at(moment));
    frames.dropAfter(2);
    expect(moments(frames)).toEqual([1, 2]);
    expect(frames.has(at(3))).toBe(false);
  });
});
