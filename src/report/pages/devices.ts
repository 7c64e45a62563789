/** docs/devices.md: the devices, and where a guest finds them. */
import type { AbsentDevice } from '../absent-devices.ts';
import { code, hex, page, section, table } from '../markdown.ts';

/** A device, as far as the page shows it. */
export interface DeviceRow {
  readonly name: string;
  readonly help: string;
  readonly stateBytes: number;
  readonly ports?: readonly { readonly first: number; readonly last: number }[];
  readonly window?: { readonly base: number; readonly bytes: number };
  /** Present if the device does something by itself when its time has come. */
  readonly deadline?: () => number | undefined;
}

/** The devices of a machine with one CPU. */
export const devicesPage = (
  devices: readonly DeviceRow[],
  absent: readonly AbsentDevice[],
): string =>
  page(
    'Devices',
    'A device keeps all that changes in bytes of machine state, so that a checkpoint carries it; ' +
      'the sizes are those of a machine with one CPU. Time is virtual.',
    table(
      ['Device', 'What it is', 'Ports', 'Physical addresses', 'Acts by itself', 'State'],
      devices.map((device) => [
        device.name,
        device.help,
        (device.ports ?? []).map(portsText).join(', '),
        device.window === undefined ? '' : windowText(device.window),
        device.deadline === undefined ? 'no' : 'yes',
        `${device.stateBytes} bytes`,
      ]),
    ),
    section(
      'Elsewhere',
      'A port or physical address without a device reads as ones and loses what is written; it is ' +
        'named once in the log.',
    ),
    section(
      'Absent devices',
      table(
        ['Device', 'Where it would be', 'Why'],
        absent.map(({ what, ports, address, why }) => [
          what,
          address === undefined ? ports.map(portsText).join(', ') : code(hex(address)),
          why,
        ]),
      ),
    ),
  );

const portsText = ({ first, last }: { readonly first: number; readonly last: number }): string =>
  code(first === last ? hex(first) : `${hex(first)}-${hex(last)}`);

const windowText = ({ base, bytes }: { readonly base: number; readonly bytes: number }): string =>
  code(`${hex(base)}-${hex(base + bytes - 1)}`);
