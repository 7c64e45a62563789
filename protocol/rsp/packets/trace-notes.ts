/** `QTNotes:user:text;notes:text;tstop:text;`: words of people about a trace experiment. */
import { bytesOfHex, bytesOfText, hexOf, textOfBytes } from '../numbers.ts';
import { full, ok, packet } from '../packet.ts';

export interface TraceNotes {
  readonly user?: string;
  readonly notes?: string;
  /** Why it is about to be stopped. */
  readonly tstop?: string;
}

const names = ['user', 'notes', 'tstop'] as const;

export const traceNotes = packet({
  prefix: 'QTNotes:',
  help: 'Keep notes about who traces, what for, and why it was stopped.',
  support: full(),
  parse(fields): TraceNotes {
    let notes: TraceNotes = {};
    while (!fields.atEnd) {
      const text = fields.text(':');
      const name = names.find((known) => known === text);
      fields.expect(':');
      const bytes = bytesOfHex(bytesOfText(fields.text(';')));
      fields.expect(';');
      if (name === undefined || bytes === undefined) {
        fields.refuse(`no note in hex digits: "${text}"`);
        return {};
      }
      notes = { ...notes, [name]: textOfBytes(bytes) };
    }
    return notes;
  },
  ask: (notes) =>
    names
      .filter((name) => notes[name] !== undefined)
      .map((name) => `${name}:${hexText(notes[name] ?? '')};`)
      .join(''),
  print: ok,
});

const hexText = (text: string): string =>
  textOfBytes(hexOf(Uint8Array.from(text, (character) => character.charCodeAt(0))));
