/** QEMU's firmware configuration: how a guest asks for the machine's size (fw_cfg, ports 0x510). */
import type { DeviceFactory } from './device.ts';

const selectorPort = 0x510;
const dataPort = 0x511;
const state = { selector: 0, position: 4, bytes: 8 } as const;

/** Selectors, by QEMU's names. */
const item = {
  signature: 0x00,
  id: 0x01,
  ramSize: 0x03,
  noGraphic: 0x04,
  cpuCount: 0x05,
  numa: 0x0d,
  bootMenu: 0x0e,
  cpusMax: 0x0f,
  directory: 0x19,
  firstFile: 0x20,
  irq0Override: 0x8002,
} as const;

/** The items of a machine with `cpuCount` CPUs and `ramBytes` of RAM, by selector. */
function items(cpuCount: number, ramBytes: number): ReadonlyMap<number, Uint8Array> {
  const files = new Map([['etc/e820', memoryMap(ramBytes)]]);
  return new Map([
    [item.signature, new TextEncoder().encode('QEMU')],
    [item.id, littleEndian(1, 4)],
    [item.ramSize, littleEndian(ramBytes, 8)],
    [item.noGraphic, littleEndian(1, 2)],
    [item.cpuCount, littleEndian(cpuCount, 2)],
    [item.numa, littleEndian(0, 8)],
    [item.bootMenu, littleEndian(0, 2)],
    [item.cpusMax, littleEndian(cpuCount, 2)],
    [item.irq0Override, littleEndian(1, 4)],
    [item.directory, directory(files)],
    ...[...files.values()].map((bytes, index) => [item.firstFile + index, bytes] as const),
  ]);
}

const nameBytes = 56;
const entryBytes = 8 + nameBytes;

/** How many files there are; size, selector and name of each: the numbers are big-endian. */
function directory(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 + files.size * entryBytes));
  view.setUint32(0, files.size);
  [...files].forEach(([name, bytes], index) => {
    const at = 4 + index * entryBytes;
    view.setUint32(at, bytes.length);
    view.setUint16(at + 4, item.firstFile + index);
    new TextEncoder().encodeInto(name, new Uint8Array(view.buffer, at + 8, nameBytes - 1));
  });
  return new Uint8Array(view.buffer);
}

/** One range of RAM, as INT 15H function E820H lists it: base, length, type. */
function memoryMap(ramBytes: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(20));
  view.setBigUint64(8, BigInt(ramBytes), true);
  view.setUint32(16, 1, true);
  return new Uint8Array(view.buffer);
}

/** The traditional interface only: select by a 16-bit write, read byte by byte, zeros at the end. */
export function fwCfg(options: { readonly ramBytes: number }): DeviceFactory {
  return {
    stateBytes: state.bytes,
    create(context) {
      const { state: cells } = context;
      const table = items(context.cpuCount, options.ramBytes);

      function nextByte(): number {
        const selector = cells.getUint32(state.selector, true);
        const position = cells.getUint32(state.position, true);
        cells.setUint32(state.position, Math.min(position + 1, 0xffffffff), true);
        return table.get(selector)?.[position] ?? 0;
      }

      return {
        name: 'fw_cfg',
        help: 'firmware configuration as on QEMU: how many CPUs, how much RAM, a directory of files',
        stateBytes: state.bytes,
        ports: [{ first: selectorPort, last: dataPort }],
        readPort: (port, bytes) => (port === dataPort && bytes === 1 ? nextByte() : 0),
        writePort(port, bytes, value) {
          if (port !== selectorPort || bytes !== 2) {
            context.unknown(`fw_cfg: write of ${bytes} bytes to port 0x${port.toString(16)}`);
            return;
          }
          if (!table.has(value)) context.unknown(`fw_cfg: item 0x${value.toString(16)}`);
          cells.setUint32(state.selector, value, true);
          cells.setUint32(state.position, 0, true);
        },
      };
    },
  };
}

function littleEndian(value: number, bytes: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(value), true);
  return new Uint8Array(view.buffer, 0, bytes);
}
