/** What a packet is: a prefix, its request and reply as values, and one sentence of help. */
import type { Fields } from './fields.ts';

/** How far a packet is supported; rendered into the support page. */
export type Support =
  | { readonly level: 'full' }
  | { readonly level: 'partly'; readonly why: string }
  | { readonly level: 'absent'; readonly why: string };

export const full = (): Support => ({ level: 'full' });
export const partly = (why: string): Support => ({ level: 'partly', why });
export const absent = (why: string): Support => ({ level: 'absent', why });

/** What a packet needs beside a connection. */
export type Need =
  /** Nothing: it is about the client, or about what never changes. */
  | 'nothing'
  /** A machine to look at, one that has not come to its end. */
  | 'machine'
  /** The driver's seat, whatever has become of the machine. */
  | 'seat';

/** The body of a packet: text is ASCII, bytes may be anything. */
export type Body = string | Uint8Array;

export interface Packet<Request, Reply> {
  /** The first bytes of the body; the longest prefix that fits decides. */
  readonly prefix: string;
  /**
   * What the body goes on with behind the prefix: a letter that is not among these makes it another
   * packet, and so does anything where it is empty. Absent: no other packet begins so.
   */
  readonly follows?: string;
  /** One sentence: what gdb gets by it. */
  readonly help: string;
  readonly support: Support;
  /** Absent: both the driver's seat and a machine, for it changes the machine or lets it run. */
  readonly needs?: Need;
  /** What `qSupported` announces because this packet is here. */
  readonly features?: readonly string[];
  /** The request after the prefix; mistakes are left in `fields`. */
  parse(fields: Fields): Request;
  /** A client's half: the body after the prefix that `parse` reads back as `request`. */
  ask(request: Request): Body;
  print(reply: Reply): Body;
}

/** What a number may begin with. */
export const hexDigits = '0123456789abcdefABCDEF';
/** What a thread-id may begin with. */
export const threadDigits = `${hexDigits}p-`;

/** A row of the packet table, with its types inferred. */
export const packet = <Request, Reply>(row: Packet<Request, Reply>): Packet<Request, Reply> => row;

/** For packets without arguments. */
export type Nothing = 'nothing';
export const nothing: Nothing = 'nothing';

/** For requests whose only good reply says that it is done. */
export type Done = 'done';

/** Prints that reply as `text`. */
export const printDone = (text: string): ((reply: Done) => string) => {
  const texts: Readonly<Record<Done, string>> = { done: text };
  return (reply) => texts[reply];
};

export const ok = printDone('OK');
