/** How every packet is specified: bytes and the values they mean, in both directions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearAddress, type LinearAddress } from '../../../../src/foundation/addresses.ts';
import { bytesOfText, textOfBytes, type ThreadId } from '../../../../protocol/rsp/numbers.ts';
import type { Body, Packet } from '../../../../protocol/rsp/packet.ts';
import { recognise } from '../../../../protocol/rsp/packets.ts';

export const toText = (body: Body): string => (typeof body === 'string' ? body : textOfBytes(body));

/** Bytes of protocol text, each character one byte. */
export const toBytes = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

export const addresses: fc.Arbitrary<LinearAddress> = fc
  .bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn })
  .map(linearAddress);
export const counts = fc.nat({ max: 0xffff_ffff });
export const signals = fc.nat({ max: 255 });
export const images = fc.uint8Array({ maxLength: 64 });
export const threads: fc.Arbitrary<ThreadId> = fc
  .tuple(fc.option(fc.integer({ min: -1, max: 9 })), fc.integer({ min: -1, max: 0xffff }))
  .map(([process, thread]) => (process === null ? { thread } : { process, thread }));

interface Specification<Request, Reply> {
  /** Whole bodies as gdb sends them, and what they mean. */
  readonly means: readonly (readonly [body: string, request: Request])[];
  /** Every request there is: asking and parsing must give it back. */
  readonly requests: fc.Arbitrary<Request>;
  readonly replies: readonly (readonly [reply: Reply, text: string])[];
  /** Bodies with this prefix that must be refused. */
  readonly refuses?: readonly string[];
}

/** Describes one row of the packet table. */
export function describePacket<Request, Reply>(
  name: string,
  row: Packet<Request, Reply>,
  { means, requests, replies, refuses = [] }: Specification<Request, Reply>,
): void {
  describe(`the packet ${row.prefix}`, () => {
    it.each(means)('reads %j', (body, request) => {
      expect(recognise(toBytes(body))).toEqual({ kind: 'asked', name, request });
    });

    it('reads back whatever a client can ask', () => {
      fc.assert(
        fc.property(requests, (request) => {
          const body = toBytes(row.prefix + toText(row.ask(request)));
          expect(recognise(body)).toEqual({ kind: 'asked', name, request });
        }),
      );
    });

    it.each(replies)('prints its reply %#', (reply, text) => {
      expect(toText(row.print(reply))).toBe(text);
    });

    if (refuses.length > 0) {
      it.each(refuses)('refuses %j and says why', (body) => {
        const recognised = recognise(bytesOfText(body));
        expect(recognised).toMatchObject({ kind: 'malformed', name });
      });
    }
  });
}
