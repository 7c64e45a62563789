/** The IOAPIC: 24 inputs that become messages to local APICs (82093AA, 290566; ICH9, 316972 13.5). */
import { deliveryMode } from './lapic/describe.ts';
import type { Device, DeviceContext, DeviceFactory, DeviceRow } from './device.ts';

export const ioapicBase = 0xfec00000;
const windowBytes = 4096;
export const ioapicPins = 24;

/** Offsets in the window. */
const window = { select: 0x00, data: 0x10, endOfInterrupt: 0x40 } as const;
/** Registers behind the selector; two for each entry of the redirection table. */
const register = { id: 0, version: 1, arbitration: 2, table: 0x10 } as const;
/** Version 0x20: with an EOI register. The last entry is number 23. */
const version = ((ioapicPins - 1) << 16) | 0x20;

/** Bytes of state. */
const at = { select: 0, id: 4, lines: 8, table: 16, bytes: 16 + ioapicPins * 8 } as const;

/** Bits of the low half of an entry. */
const entryBit = {
  logical: 1 << 11,
  remoteIrr: 1 << 14,
  level: 1 << 15,
  masked: 1 << 16,
} as const;
/** Delivery status and remote IRR are the IOAPIC's own. */
const writableLow = 0x1afff;
const writableHigh = 0xff000000;

export const ioapic: DeviceFactory = { stateBytes: at.bytes, create };

function create(context: DeviceContext): Device {
  const { state } = context;
  for (let pin = 0; pin < ioapicPins; pin++) setLow(state, pin, entryBit.masked);
  return {
    name: 'ioapic',
    help: '24 inputs, edge and level; the PIT (IRQ 0) is on input 2, other ISA interrupts on theirs',
    stateBytes: at.bytes,
    window: { base: ioapicBase, bytes: windowBytes },
    readMemory(offset, bytes) {
      const part = offset & 3;
      const value = readWindow(context, offset & ~3) >>> (8 * part);
      return bytes === 4 ? value : value & (2 ** (8 * bytes) - 1);
    },
    writeMemory: (offset, _bytes, value) => writeWindow(context, offset, value),
    input: (pin, high) => setInput(context, pin, high),
    describe: () => Array.from({ length: ioapicPins }, (_, pin) => describePin(state, pin)),
    endInterrupt: (vector) => endInterrupt(context, vector),
  };
}

const lowAt = (pin: number): number => at.table + pin * 8;
const low = (state: DataView, pin: number): number => state.getUint32(lowAt(pin), true);
const setLow = (state: DataView, pin: number, value: number): void =>
  state.setUint32(lowAt(pin), value, true);

/** An entry of the redirection table in words (82093AA 3.2.4). */
function describePin(state: DataView, pin: number): DeviceRow {
  const entry = low(state, pin);
  const high = state.getUint32(lowAt(pin) + 4, true);
  const whole = (BigInt(high) << 32n) | BigInt(entry);
  const trigger = (entry & entryBit.level) === 0 ? 'edge' : 'level';
  const kind = (entry & entryBit.logical) === 0 ? 'id' : 'logical';
  const words =
    (entry & entryBit.masked) !== 0
      ? ['masked']
      : [
          `vector 0x${(entry & 0xff).toString(16)}`,
          deliveryMode(entry),
          trigger,
          `to ${kind} 0x${(high >>> 24).toString(16)}`,
          ...((entry & entryBit.remoteIrr) === 0 ? [] : ['being served']),
        ];
  const value = `0x${whole.toString(16)}`;
  return { unit: 'ioapic', register: `input ${pin}`, value, meaning: words.join(' ') };
}

/** A wire is asserted or not, whatever the polarity bit says: the board has the right inverters. */
function setInput(context: DeviceContext, pin: number, high: boolean): void {
  const { state } = context;
  const before = state.getUint32(at.lines, true);
  const bit = 1 << pin;
  state.setUint32(at.lines, high ? before | bit : before & ~bit, true);
  if (!high) return;
  const entry = low(state, pin);
  if ((entry & entryBit.level) !== 0) serveLevel(context, pin);
  // An edge at a masked input is lost (82093AA 3.2.4, interrupt mask).
  else if ((before & bit) === 0 && (entry & entryBit.masked) === 0) send(context, pin);
}

/** A level is sent once, and again if it is still there when it has been served. */
function serveLevel(context: DeviceContext, pin: number): void {
  const { state } = context;
  const entry = low(state, pin);
  const wanted = entry & (entryBit.level | entryBit.masked | entryBit.remoteIrr);
  if (wanted !== entryBit.level || ((state.getUint32(at.lines, true) >>> pin) & 1) === 0) return;
  setLow(state, pin, entry | entryBit.remoteIrr);
  send(context, pin);
}

function send(context: DeviceContext, pin: number): void {
  const entry = low(context.state, pin);
  context.sendInterrupt({
    vector: entry & 0xff,
    mode: (entry >> 8) & 7,
    logical: (entry & entryBit.logical) !== 0,
    destination: context.state.getUint32(lowAt(pin) + 4, true) >>> 24,
    levelTriggered: (entry & entryBit.level) !== 0,
  });
}

function endInterrupt(context: DeviceContext, vector: number): void {
  const { state } = context;
  for (let pin = 0; pin < ioapicPins; pin++) {
    const entry = low(state, pin);
    if ((entry & 0xff) !== vector || (entry & entryBit.remoteIrr) === 0) continue;
    setLow(state, pin, entry & ~entryBit.remoteIrr);
    serveLevel(context, pin);
  }
}

function readWindow(context: DeviceContext, offset: number): number {
  const { state } = context;
  const select = state.getUint8(at.select);
  if (offset === window.select) return select;
  if (offset !== window.data) return unknown(context, 'read', offset);
  if (select === register.id || select === register.arbitration) {
    return state.getUint32(at.id, true);
  }
  if (select === register.version) return version;
  const place = tablePlace(select);
  return place === undefined
    ? unknown(context, 'read', select)
    : state.getUint32(at.table + place, true);
}

function writeWindow(context: DeviceContext, offset: number, value: number): void {
  const { state } = context;
  const select = state.getUint8(at.select);
  const place = tablePlace(select);
  if (offset === window.select) state.setUint8(at.select, value);
  else if (offset === window.endOfInterrupt) endInterrupt(context, value & 0xff);
  else if (offset !== window.data) unknown(context, 'write', offset);
  else if (select === register.id) state.setUint32(at.id, value & 0x0f000000, true);
  else if (place === undefined) unknown(context, 'write', select);
  else writeEntry(context, place, value);
}

function writeEntry(context: DeviceContext, place: number, value: number): void {
  const { state } = context;
  const pin = place >> 3;
  if ((place & 4) !== 0) {
    state.setUint32(at.table + place, value & writableHigh, true);
    return;
  }
  const kept = low(state, pin) & entryBit.remoteIrr;
  // Only a level has a remote IRR: software clears a stuck one by a visit to edge triggering.
  const remoteIrr = (value & entryBit.level) === 0 ? 0 : kept;
  setLow(state, pin, (value & writableLow) | remoteIrr);
  serveLevel(context, pin);
}

/** Where in the table the selected half of an entry lies, in bytes. */
function tablePlace(select: number): number | undefined {
  const half = select - register.table;
  return half >= 0 && half < ioapicPins * 2 ? half * 4 : undefined;
}

function unknown(context: DeviceContext, what: 'read' | 'write', where: number): 0xffffffff {
  context.unknown(`ioapic: ${what} of register 0x${where.toString(16)}`);
  return 0xffffffff;
}
