/** Packets as gdb's own `set debug remote 1` prints them, so that two logs can be laid side by side. */
import { hexByte } from '../../protocol/rsp/numbers.ts';

const bytesShownMax = 512;

/**
 * One line from gdb's point of view: it sends requests and receives our replies.
 * Unprintable bytes become `\xNN`; long packets are cut.
 */
export function packetLine(
  what: 'Sending packet' | 'Packet received' | 'Notification',
  body: Uint8Array,
): string {
  let text = '';
  for (const byte of body.subarray(0, bytesShownMax)) {
    text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${hexByte(byte)}`;
  }
  const left = body.length - bytesShownMax;
  const rest = left > 0 ? `[${left} bytes omitted]` : '';
  if (what !== 'Sending packet') return `[remote] ${what}: ${text}${rest}`;
  const sum = body.reduce((total, byte) => (total + byte) & 0xff, 0);
  return `[remote] ${what}: $${text}${rest}#${hexByte(sum)}`;
}
