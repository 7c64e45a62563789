/** The pages of docs/: which table each one is rendered from. */
import { absentStops } from '../../protocol/rsp/absent-stops.ts';
import { absentPackets } from '../../protocol/rsp/packets/absent.ts';
import { announcedFeatures, packets } from '../../protocol/rsp/packets.ts';
import { monitorCommands } from '../debugger/monitor/commands.ts';
import { tables } from '../debugger/tables.ts';
import { bodyBytesMax } from '../debugger/target.ts';
import { busStateBytes } from '../devices/bus.ts';
import type { Device } from '../devices/device.ts';
import { families } from '../isa/catalogue.ts';
import { cpuModels, defaultModel } from '../isa/cpuid.ts';
import { msrs } from '../isa/msrs.ts';
import { registers, registerTypes } from '../isa/registers.ts';
import { boardDevices } from '../machine/board.ts';
import { absentDevices } from '../report/absent-devices.ts';
import {
  absentFeatures,
  absentInstructions,
  partialInstructions,
} from '../report/absent-instructions.ts';
import { commandLinePage } from '../report/pages/command-line.ts';
import { devicesPage } from '../report/pages/devices.ts';
import { gdbCommandsPage } from '../report/pages/gdb-commands.ts';
import { instructionsPage } from '../report/pages/instructions.ts';
import { monitorPage } from '../report/pages/monitor.ts';
import { packetsPage } from '../report/pages/packets.ts';
import { registersPage } from '../report/pages/registers.ts';
import { targetRegistersPage } from '../report/pages/target-registers.ts';
import { scriptedCommands } from './commands/gdbinit.ts';
import { exitMeanings } from './exit-codes.ts';
import { commands, flags } from './flags.ts';

/** Each page by its path in the project, as the tables have it now; `textAt` reads its files. */
export const pages = (textAt: (path: string) => string): ReadonlyMap<string, string> =>
  new Map([
    ['docs/command-line.md', commandLinePage(commands, flags, exitMeanings)],
    ['docs/devices.md', devicesPage(devices(), absentDevices)],
    [
      'docs/gdb-commands.md',
      gdbCommandsPage(scriptedCommands(), (name) => textAt(`test/dialogues/${name}.expected`)),
    ],
    ['docs/instructions.md', instructionsPage(instructionTables)],
    ['docs/monitor.md', monitorPage(monitorCommands, tables)],
    ['docs/msrs-and-cpuid.md', registersPage(msrs, cpuModels)],
    [
      'docs/packets.md',
      packetsPage(
        Object.values(packets),
        absentPackets,
        absentStops,
        announcedFeatures(bodyBytesMax),
      ),
    ],
    ['docs/registers.md', targetRegistersPage(registers, registerTypes)],
  ]);

/** What there is of instructions, and what is not. */
export const instructionTables = {
  families,
  partly: partialInstructions,
  absent: absentInstructions,
  absentFeatures,
};

/** The devices of the smallest machine, which nobody uses: only to be described. */
export function devices(): readonly Device[] {
  const factories = boardDevices({ cpuCount: 1, ramBytes: 4 * 2 ** 20, model: defaultModel });
  return factories.map((factory) =>
    factory.create({
      state: new DataView(new ArrayBuffer(busStateBytes([factory]))),
      cpuCount: 1,
      now: () => 0,
      timeStamp: () => 0n,
      commanded: () => undefined,
      signal: () => undefined,
      drive: () => undefined,
      sendInterrupt: () => undefined,
      broadcastEnd: () => undefined,
      externalVector: () => 0,
      console: () => undefined,
      exit: () => undefined,
      unknown: () => undefined,
    }),
  );
}
