/** PCI configuration space by mechanism #1 (PCI 2.1 section 3.7.4): QEMU's `pc` without cards. */
import type { Device, DeviceContext, DeviceFactory } from './device.ts';

const port = { address: 0xcf8, data: 0xcfc, last: 0xcff } as const;
const enabled = 2 ** 31;

/** Bytes that firmware and kernels may write in a function, and that are then only kept. */
interface Kept {
  readonly first: number;
  readonly last: number;
}

interface PciFunction {
  readonly device: number;
  readonly function: number;
  /** Words and bytes of the header that are not zero: offset, size, value. */
  readonly header: readonly (readonly [offset: number, bytes: 1 | 2 | 4, value: number])[];
  readonly kept: readonly Kept[];
}

const commandAndStatus = { first: 0x04, last: 0x05 } as const;
const cacheLineAndLatency = { first: 0x0c, last: 0x0d } as const;
const interruptLine = { first: 0x3c, last: 0x3c } as const;
const common: readonly Kept[] = [commandAndStatus, cacheLineAndLatency, interruptLine];

// prettier-ignore
const functions: readonly PciFunction[] = [
  // i440FX host bridge (290549); its PAM registers are kept, but low RAM is never hidden.
  { device: 0, function: 0,
    header: [[0x00, 4, 0x1237_8086], [0x04, 2, 0x0006], [0x08, 4, 0x0600_0002], [0x72, 1, 0x02]],
    kept: [...common, { first: 0x50, last: 0x7f }] },
  // PIIX3 ISA bridge (290550), with the routes of the four PCI interrupts.
  { device: 1, function: 0,
    header: [[0x00, 4, 0x7000_8086], [0x04, 2, 0x0007], [0x06, 2, 0x0200], [0x08, 4, 0x0601_0000],
             [0x0e, 1, 0x80], [0x60, 4, 0x8080_8080]],
    kept: [...common, { first: 0x4c, last: 0x4f }, { first: 0x60, last: 0x6a }, { first: 0x82, last: 0x82 }] },
  // PIIX4 power management (290562): where acpi-pm answers, that it does, and, at 0x58, that SMIs
  // need no setting up: firmware would wait for the first one.
  { device: 1, function: 3,
    header: [[0x00, 4, 0x7113_8086], [0x06, 2, 0x0280], [0x08, 4, 0x0680_0003],
             [0x3c, 2, 0x0109], [0x40, 4, 0x0000_0601], [0x58, 4, 0x0200_0000],
             [0x80, 1, 0x01]],
    kept: [...common, { first: 0x58, last: 0x5b }, { first: 0x90, last: 0xd3 }] },
];

const spaceBytes = 256;
/** Bytes of state: the address register, then the space of each function. */
const at = { address: 0, spaces: 8, bytes: 8 + functions.length * spaceBytes } as const;

export const pci: DeviceFactory = { stateBytes: at.bytes, create };

function create(context: DeviceContext): Device {
  const { state } = context;
  functions.forEach(({ header }, index) => {
    for (const [offset, bytes, value] of header)
      setBytes(state, spaceOf(index) + offset, bytes, value);
  });
  return {
    name: 'pci',
    help: 'PCI configuration: host bridge, ISA bridge, power management; all other slots are empty',
    stateBytes: at.bytes,
    ports: [{ first: port.address, last: port.last }],
    readPort: (from, bytes) => read(context, from, bytes),
    writePort: (to, bytes, value) => write(context, to, bytes, value),
  };
}

const spaceOf = (index: number): number => at.spaces + index * spaceBytes;

function setBytes(state: DataView, offset: number, bytes: number, value: number): void {
  for (let byte = 0; byte < bytes; byte++) state.setUint8(offset + byte, value >>> (8 * byte));
}

/** Which function, and where in its space, an access at the data ports reaches. */
function target(state: DataView, from: number): { index: number; offset: number } | undefined {
  const address = state.getUint32(at.address, true);
  if (address < enabled) return undefined;
  const wanted = (address >>> 8) & 0xffff;
  const index = functions.findIndex((one) => ((one.device << 3) | one.function) === wanted);
  if (index === -1) return undefined;
  return { index, offset: (address & 0xfc) + from - port.data };
}

function read({ state }: DeviceContext, from: number, bytes: number): number {
  const allOnes = 2 ** (8 * bytes) - 1;
  if (from < port.data) {
    // Only a whole access reaches the address register; others go to the ISA bus.
    return from === port.address && bytes === 4 ? state.getUint32(at.address, true) : allOnes;
  }
  const found = target(state, from);
  if (found === undefined) return allOnes;
  let value = 0;
  for (let byte = 0; byte < bytes; byte++) {
    value += state.getUint8(spaceOf(found.index) + ((found.offset + byte) & 0xff)) * 256 ** byte;
  }
  return value;
}

function write({ state }: DeviceContext, to: number, bytes: number, value: number): void {
  if (to < port.data) {
    if (to === port.address && bytes === 4) state.setUint32(at.address, value & 0x80fffffc, true);
    return;
  }
  const found = target(state, to);
  if (found === undefined) return;
  for (let byte = 0; byte < bytes; byte++) {
    const offset = found.offset + byte;
    const isKept = functions[found.index]?.kept.some(
      ({ first, last }) => offset >= first && offset <= last,
    );
    if (isKept === true) state.setUint8(spaceOf(found.index) + offset, value >>> (8 * byte));
  }
}
