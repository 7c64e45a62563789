/** Specifies src/server/packet-log.ts. */
import { describe, expect, it } from 'vitest';
import { packetLine } from '../../src/server/packet-log.ts';
import { toBytes } from '../protocol/rsp/packets/specification.ts';

describe('the packet log', () => {
  it('reads as gdb writes it', () => {
    expect(packetLine('Sending packet', toBytes('qC'))).toBe('[remote] Sending packet: $qC#b4');
    expect(packetLine('Packet received', toBytes('QC1'))).toBe('[remote] Packet received: QC1');
  });

  it('shows bytes that cannot be printed, and cuts what is long', () => {
    const line = packetLine('Packet received', toBytes(`\x00é${'a'.repeat(600)}`));
    expect(line).toBe(`[remote] Packet received: \\x00\\xe9${'a'.repeat(510)}[90 bytes omitted]`);
  });
});
