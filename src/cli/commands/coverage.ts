/** `textpoke coverage`: the support table, rendered from the tables that the code works by. */
import { absentPackets } from '../../../protocol/rsp/packets/absent.ts';
import { packets } from '../../../protocol/rsp/packets.ts';
import { monitorCommands } from '../../debugger/monitor/commands.ts';
import { cpuModels } from '../../isa/cpuid.ts';
import { msrs } from '../../isa/msrs.ts';
import { absentDevices } from '../../report/absent-devices.ts';
import { coverageJson, coverageOf, coverageText } from '../../report/coverage.ts';
import type { CoverageArea } from '../../report/coverage.ts';
import { partialDevices, partialMsrs } from '../../report/partial-support.ts';
import { devices, instructionTables } from '../pages.ts';

/** The support table as it is now. */
export const coverageNow = (): CoverageArea[] =>
  coverageOf({
    ...instructionTables,
    msrs,
    partialMsrs,
    models: cpuModels,
    devices: devices(),
    partialDevices,
    absentDevices,
    packets: Object.values(packets),
    absentPackets,
    monitorCommands,
  });

/** What is printed: text for people, or one line of JSON. */
export const coverage = (json: boolean): string =>
  json ? `${coverageJson(coverageNow())}\n` : coverageText(coverageNow());
