/** `monitor xp ADDRESS [COUNT]`: bytes of physical memory, whatever any CPU maps. */
import { physicalWindow } from '../../foundation/addresses.ts';
import { physicalIn } from '../memory-space.ts';
import { addressIn, failed, said, wholeNumber, type MonitorCommand } from './command.ts';

const countDefault = 128;
const countMax = 4096;
const rowBytes = 16;

export const examinePhysical: MonitorCommand = {
  name: 'xp',
  usage: 'ADDRESS [COUNT]',
  help: `Show COUNT bytes of physical memory, ${countDefault} of them if nothing is said.`,
  needs: 'machine',
  run({ machine }, [where, many]) {
    const address = addressIn(where);
    const count =
      many === undefined ? countDefault : wholeNumber(many, { least: 1, most: countMax });
    if (address === undefined || count === undefined) {
      return failed(`say xp ADDRESS COUNT, the address in hex and at most ${countMax} bytes`);
    }
    const physical = physicalIn(address) ?? physicalIn(address + physicalWindow);
    if (physical === undefined) return failed('a physical address has at most 52 bits');
    const bytes = machine.readPhysical(physical, count);
    const lines: string[] = [];
    for (let at = 0; at < bytes.length; at += rowBytes) {
      lines.push(row(physical + at, bytes.subarray(at, at + rowBytes)));
    }
    if (bytes.length < count) lines.push(`${hex(physical + bytes.length)} is neither RAM nor ROM`);
    const text = lines.join('\n');
    return bytes.length === 0 ? failed(text) : said(text);
  },
};

const hex = (value: number): string => `0x${value.toString(16)}`;

/** An address, the bytes there, and those of them that are letters. */
function row(address: number, bytes: Uint8Array): string {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const letters = Array.from(bytes, (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
  ).join('');
  return `${hex(address).padStart(12)}: ${digits.padEnd(rowBytes * 3 - 1)}  ${letters}`;
}
