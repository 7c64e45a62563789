/** QEMU's firmware configuration: how a guest asks for the machine's size (fw_cfg, ports 0x510). */
import type { DeviceFactory } from './device.ts';

const selectorPort = 0x510;
const dataPort = 0x511;
const state = { selector: 0, position: 4, bytes: 8 } as const;

/** The items of a machine with `cpuCount` CPUs and `ramBytes` of RAM, by selector. */
function items(cpuCount: number, ramBytes: number): ReadonlyMap<number, Uint8Array> {
  return new Map([
    [0x00, new TextEncoder().encode('QEMU')],
    [0x01, littleEndian(1, 4)],
    [0x03, littleEndian(ramBytes, 8)],
    [0x05, littleEndian(cpuCount, 2)],
    [0x0f, littleEndian(cpuCount, 2)],
  ]);
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
        help: 'firmware configuration as on QEMU, ports only: how many CPUs, how much RAM',
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
