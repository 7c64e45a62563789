/** Framing: `$body#checksum`, escapes, acknowledgements and Ctrl-C, one byte at a time, no I/O. */
import { digitValue, hexByte } from './numbers.ts';
import { plainSum } from './plain-sum.ts';

/** What the bytes of the other side amount to. */
export type FrameEvent =
  /** A whole packet with a right checksum, escapes undone. */
  | { readonly kind: 'packet'; readonly body: Uint8Array }
  /** Ctrl-C (0x03) between packets. */
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'acknowledged' }
  /** The other side wants our last packet again. */
  | { readonly kind: 'resend' }
  /** A packet whose checksum does not fit. */
  | { readonly kind: 'corrupt' }
  /** A packet with more than the allowed body bytes; it was thrown away. */
  | { readonly kind: 'oversized'; readonly bytes: number }
  /** Bytes that belong to nothing, or a packet that another one cut short. */
  | { readonly kind: 'garbage'; readonly bytes: number };

const dollar = 0x24;
const percent = 0x25;
const hash = 0x23;
const escape = 0x7d;
const star = 0x2a;
const escapeMask = 0x20;

const states = { between: 0, body: 1, escaped: 2, high: 3, low: 4 } as const;
const classes = {
  other: 0,
  dollar: 1,
  hash: 2,
  escape: 3,
  plus: 4,
  minus: 5,
  interrupt: 6,
} as const;
const classCount = 8;
const actions = {
  drop: 0,
  begin: 1,
  take: 2,
  mark: 3,
  takeEscaped: 4,
  close: 5,
  high: 6,
  low: 7,
  acknowledge: 8,
  resend: 9,
  interrupt: 10,
} as const;

type State = keyof typeof states;
type Action = keyof typeof actions;

/** For each state and class of byte: the action in the high bits, the next state in the low 4. */
const transitions = new Uint8Array(5 * classCount);
const classOfByte = new Uint8Array(256);

function on(state: State, byteClass: keyof typeof classes | 'any', action: Action, next: State) {
  const cell = (actions[action] << 4) | states[next];
  const row = states[state] * classCount;
  if (byteClass === 'any') transitions.fill(cell, row, row + classCount);
  else transitions[row + classes[byteClass]] = cell;
}

on('between', 'any', 'drop', 'between');
on('between', 'dollar', 'begin', 'body');
on('between', 'plus', 'acknowledge', 'between');
on('between', 'minus', 'resend', 'between');
on('between', 'interrupt', 'interrupt', 'between');
on('body', 'any', 'take', 'body');
on('body', 'dollar', 'begin', 'body');
on('body', 'escape', 'mark', 'escaped');
on('body', 'hash', 'close', 'high');
on('escaped', 'any', 'takeEscaped', 'body');
on('high', 'any', 'high', 'low');
on('low', 'any', 'low', 'between');
classOfByte[dollar] = classes.dollar;
classOfByte[hash] = classes.hash;
classOfByte[escape] = classes.escape;
classOfByte[0x2b] = classes.plus;
classOfByte[0x2d] = classes.minus;
classOfByte[0x03] = classes.interrupt;

/**
 * Turns received bytes into events. It keeps the unfinished packet between calls, so where the
 * network cut the stream makes no difference.
 */
export class Framer {
  readonly #body: Uint8Array;
  #length = 0;
  #sum = 0;
  #expected = 0;
  #inside = false;
  #garbage = 0;
  #state: number = states.between;

  /** `bodyBytesMax`: the longest body (escapes undone) that is accepted. */
  constructor(bodyBytesMax: number) {
    this.#body = new Uint8Array(bodyBytesMax);
  }

  /** The events that end in `chunk`, in order. */
  feed(chunk: Uint8Array): FrameEvent[] {
    const events: FrameEvent[] = [];
    for (const byte of chunk) {
      const cell = transitions[this.#state * classCount + (classOfByte[byte] ?? 0)] ?? 0;
      this.#state = cell & 15;
      this.#act(cell >> 4, byte, events);
    }
    this.#reportGarbage(events);
    return events;
  }

  #act(action: number, byte: number, events: FrameEvent[]): void {
    if (action === actions.take) {
      this.#take(byte, byte);
      return;
    }
    if (action === actions.drop) {
      this.#garbage += 1;
      return;
    }
    if (action === actions.begin && this.#inside) this.#garbage += this.#length + 1;
    this.#reportGarbage(events);
    switch (action) {
      case actions.begin:
        this.#length = this.#sum = 0;
        this.#inside = true;
        break;
      case actions.mark:
        this.#sum += byte;
        break;
      case actions.takeEscaped:
        this.#take(byte ^ escapeMask, byte);
        break;
      case actions.close:
        this.#inside = false;
        break;
      case actions.high:
        this.#expected = (digitValue(byte) ?? Number.NaN) * 16;
        break;
      case actions.low:
        events.push(this.#finish(this.#expected + (digitValue(byte) ?? Number.NaN)));
        break;
      case actions.acknowledge:
        events.push({ kind: 'acknowledged' });
        break;
      case actions.resend:
        events.push({ kind: 'resend' });
        break;
      case actions.interrupt:
        events.push({ kind: 'interrupt' });
        break;
    }
  }

  #take(value: number, wire: number): void {
    if (this.#length < this.#body.length) this.#body[this.#length] = value;
    this.#length += 1;
    this.#sum += wire;
  }

  #finish(checksum: number): FrameEvent {
    if (this.#length > this.#body.length) return { kind: 'oversized', bytes: this.#length };
    if (checksum !== this.#sum % 256) return { kind: 'corrupt' };
    return { kind: 'packet', body: this.#body.slice(0, this.#length) };
  }

  #reportGarbage(events: FrameEvent[]): void {
    if (this.#garbage > 0) events.push({ kind: 'garbage', bytes: this.#garbage });
    this.#garbage = 0;
  }
}

const mustEscape = new Uint8Array(256);
for (const byte of [dollar, hash, escape, star]) mustEscape[byte] = 1;

/** `body` as it travels: `$`, escapes, `#` and the checksum. Run-length encoding is never used. */
export const printFrame = (body: Uint8Array): Uint8Array => framed(body, dollar);

/** The same for what was not asked for: `%` instead of `$`, and never acknowledged. */
export const printNotification = (body: Uint8Array): Uint8Array => framed(body, percent);

function framed(body: Uint8Array, lead: number): Uint8Array {
  const { length } = body;
  const plain = plainSum(body);
  const escapes = plain === undefined ? escapesIn(body) : 0;
  const frame = new Uint8Array(length + escapes + 4);
  frame[0] = lead;
  if (plain !== undefined) frame.set(body, 1);
  const sum = plain ?? printEscaped(body, frame);
  const end = length + escapes + 1;
  frame[end] = hash;
  const digits = hexByte(sum % 256);
  frame[end + 1] = digits.charCodeAt(0);
  frame[end + 2] = digits.charCodeAt(1);
  return frame;
}

function escapesIn(body: Uint8Array): number {
  let escapes = 0;
  for (const byte of body) escapes += mustEscape[byte] ?? 0;
  return escapes;
}

/** Writes `body` with escapes from the second byte of `frame` on; the sum of what was written. */
function printEscaped(body: Uint8Array, frame: Uint8Array): number {
  let sum = 0;
  let to = 1;
  for (const byte of body) {
    let wire = byte;
    if (mustEscape[byte] === 1) {
      frame[to] = escape;
      to += 1;
      sum += escape;
      wire ^= escapeMask;
    }
    frame[to] = wire;
    to += 1;
    sum += wire;
  }
  return sum;
}

export const acknowledgement = Uint8Array.of(0x2b);
export const negativeAcknowledgement = Uint8Array.of(0x2d);
