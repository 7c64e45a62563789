/** Specifies protocol/rsp/frame.ts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Framer,
  printFrame,
  printNotification,
  type FrameEvent,
} from '../../../protocol/rsp/frame.ts';
import { textOfBytes } from '../../../protocol/rsp/numbers.ts';
import { toBytes } from './packets/specification.ts';

const bodyBytesMax = 64;
const eventsOf = (...chunks: readonly string[]): FrameEvent[] => {
  const framer = new Framer(bodyBytesMax);
  return chunks.flatMap((chunk) => framer.feed(toBytes(chunk)));
};
const packetOf = (text: string): FrameEvent => ({ kind: 'packet', body: toBytes(text) });

describe('the framing of received bytes', () => {
  it('finds packets, acknowledgements and Ctrl-C in one chunk', () => {
    expect(eventsOf('+$g#67\x03-$?#3f')).toEqual([
      { kind: 'acknowledged' },
      packetOf('g'),
      { kind: 'interrupt' },
      { kind: 'resend' },
      packetOf('?'),
    ]);
  });

  it('takes 0x03 inside a packet for data', () => {
    expect(eventsOf('$X0,1:\x03#22')).toEqual([packetOf('X0,1:\x03')]);
  });

  it('undoes escapes', () => {
    expect(eventsOf('$}\x03}\x04}]}\n#62')).toEqual([packetOf('#$}*')]);
  });

  it.each(['$g#68', '$g#zz', '$g#6z', '$g#$?'])('calls %j corrupt', (text) => {
    expect(eventsOf(text)).toEqual([{ kind: 'corrupt' }]);
  });

  it('waits for a checksum of two digits', () => {
    expect(eventsOf('$g#6')).toEqual([]);
  });

  it('accepts upper-case checksum digits', () => {
    expect(eventsOf('$z#7A')).toEqual([packetOf('z')]);
  });

  it('throws an oversized packet away, says how large it was, and goes on', () => {
    const long = 'a'.repeat(bodyBytesMax + 1);
    expect(eventsOf(`$${long}#00$g#67`)).toEqual([
      { kind: 'oversized', bytes: bodyBytesMax + 1 },
      packetOf('g'),
    ]);
  });

  it('begins anew when a packet is cut short by another', () => {
    expect(eventsOf('$m100$g#67')).toEqual([{ kind: 'garbage', bytes: 5 }, packetOf('g')]);
  });

  it('passes over what belongs to nothing', () => {
    expect(eventsOf('GET / HTTP/1.1\r\n$g#67')).toEqual([
      { kind: 'garbage', bytes: 16 },
      packetOf('g'),
    ]);
  });

  it('reads back every body it prints, wherever the network cuts it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: bodyBytesMax }), fc.nat(), (body, seed) => {
        const frame = textOfBytes(printFrame(body));
        const cut = seed % (frame.length + 1);
        expect(eventsOf(frame.slice(0, cut), frame.slice(cut))).toEqual([{ kind: 'packet', body }]);
      }),
    );
  });

  it('gives the same events byte by byte as in one piece', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('$', '#', '}', '+', '-', '\x03', '*', 'g', '6', '7', ',')),
        (characters) => {
          const withoutGarbage = (events: FrameEvent[]) =>
            events.filter(({ kind }) => kind !== 'garbage');
          const whole = eventsOf(characters.join(''));
          expect(withoutGarbage(eventsOf(...characters))).toEqual(withoutGarbage(whole));
        },
      ),
    );
  });
});

it('prints what was not asked for behind a percent sign', () => {
  expect(textOfBytes(printNotification(toBytes('Stop:')))).toBe('%Stop:#e0');
});

describe('a printed frame', () => {
  it('has a checksum of two digits', () => {
    expect(textOfBytes(printFrame(toBytes('OK')))).toBe('$OK#9a');
    expect(textOfBytes(printFrame(new Uint8Array()))).toBe('$#00');
  });

  it('escapes what a reader could take for structure, the run-length mark included', () => {
    expect(textOfBytes(printFrame(toBytes('#$}*')))).toBe('$}\x03}\x04}]}\n#62');
  });
});
