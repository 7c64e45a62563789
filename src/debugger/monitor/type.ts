/** `monitor type TEXT`: what somebody types at the guest's serial console. */
import { failed, said, type MonitorCommand } from './command.ts';

/** Keys that a line of text cannot hold. */
const escapes: ReadonlyMap<string, string> = new Map([
  ['r', '\r'],
  ['n', '\n'],
  ['t', '\t'],
  ['\\', '\\'],
]);

export const type: MonitorCommand = {
  name: 'type',
  usage: 'TEXT',
  help: "Send TEXT to the guest's COM1; \\r is Enter, \\x01 is Ctrl-A.",
  run({ machine }, words) {
    if (words.length === 0) return failed('type what?');
    const bytes = bytesOf(words.join(' '));
    const sent = machine.type(bytes);
    const rest = bytes.length - sent;
    if (rest > 0)
      return failed(`the wire is full: the last ${rest} of ${bytes.length} bytes are lost`);
    return said(`${sent} bytes on their way at moment ${machine.moment}`);
  },
};

const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(
    text.replace(/\\x([0-9a-fA-F]{2})|\\(.)/g, (all, hex?: string, letter?: string) =>
      hex !== undefined
        ? String.fromCharCode(Number.parseInt(hex, 16))
        : (escapes.get(letter ?? '') ?? all),
    ),
    (letter) => letter.charCodeAt(0),
  );
