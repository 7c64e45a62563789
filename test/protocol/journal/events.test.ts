import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvent, printEvent } from '../../../protocol/journal/events.ts';
import { anyEvent } from './any-event.ts';

describe('an event', () => {
  it('is read back from its words', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        expect(parseEvent(printEvent(event).split(' '))).toEqual(event);
      }),
    );
  });

  it.each([
    ['inject nmi', 'which CPU is not said'],
    ['inject smi 0', 'there is no such injection'],
    ['memory 0 1000 90', 'addresses are hexadecimal with 0x'],
    ['memory 0 0x1000 9', 'a byte has two digits'],
    ['quantum 0', 'a turn has a step'],
    ['hold 1,x', 'x is no CPU'],
    ['hold 1 everything', 'interrupts is the only word'],
    ['toString', 'it is no kind of event'],
  ])('is not "%s": %s', (words) => {
    expect(parseEvent(words.split(' '))).toBeUndefined();
  });
});
