/** The support table: what there is in full, partly or not at all, and why. */
import type { AbsentDevice } from './absent-devices.ts';
import type { DeviceRow } from './pages/devices.ts';
import { mnemonicOf } from './pages/instructions.ts';
import type { InstructionTables } from './pages/instructions.ts';
import type { CommandRow } from './pages/monitor.ts';
import type { AbsentPacketRow, PacketRow } from './pages/packets.ts';
import type { ModelRow, MsrRow } from './pages/registers.ts';
import { hex } from './markdown.ts';
import type { PartialMsr } from './partial-support.ts';

export type CoverageLevel = 'full' | 'partly' | 'absent';

export interface CoverageRow {
  readonly name: string;
  readonly level: CoverageLevel;
  /** Present unless the level is full. */
  readonly why?: string;
}

export interface CoverageArea {
  readonly area: string;
  readonly rows: readonly CoverageRow[];
}

/** The same tables as those of the pages in docs/. */
export interface CoverageTables extends InstructionTables {
  readonly msrs: readonly MsrRow[];
  readonly partialMsrs: readonly PartialMsr[];
  readonly models: readonly ModelRow[];
  readonly devices: readonly DeviceRow[];
  readonly partialDevices: Readonly<Record<string, string>>;
  readonly absentDevices: readonly AbsentDevice[];
  readonly packets: readonly PacketRow[];
  readonly absentPackets: readonly AbsentPacketRow[];
  readonly monitorCommands: readonly CommandRow[];
}

/** What the JSON says it is; the version grows when a reader would have to change. */
export const coverageSchema = { schema: 'textpoke-coverage', version: 1 } as const;

const full = (name: string): CoverageRow => ({ name, level: 'full' });
const fullOrPartly = (name: string, why: string | undefined): CoverageRow =>
  why === undefined ? full(name) : { name, level: 'partly', why };
const absent = (name: string, why: string): CoverageRow => ({ name, level: 'absent', why });

export function coverageOf(tables: CoverageTables): CoverageArea[] {
  return [
    ...instructionAreas(tables),
    {
      area: 'features',
      rows: tables.absentFeatures.map(({ what, instead }) => absent(what, instead)),
    },
    {
      area: 'MSRs',
      rows: [
        ...tables.msrs.map(({ number, name }) =>
          fullOrPartly(
            `${name} (${hex(number)})`,
            tables.partialMsrs.find(({ names }) => names.includes(name))?.why,
          ),
        ),
        absent('any other', '#GP, and it is named once in the log'),
      ],
    },
    ...tables.models.map(({ name, rows }) => ({
      area: `CPUID of ${name}`,
      rows: [
        ...rows.map(({ leaf, subleaf }) =>
          full(subleaf < 0 ? hex(leaf) : `${hex(leaf)} subleaf ${subleaf}`),
        ),
        absent('any other', 'zeros, and it is named once in the log'),
      ],
    })),
    {
      area: 'devices',
      rows: [
        ...tables.devices.map(({ name }) => fullOrPartly(name, tables.partialDevices[name])),
        ...tables.absentDevices.map(({ what, why }) => absent(what, why)),
      ],
    },
    { area: 'packets', rows: packetRows([...tables.packets, ...tables.absentPackets]) },
    { area: 'monitor commands', rows: tables.monitorCommands.map(({ name }) => full(name)) },
  ];
}

function instructionAreas({ families, partly, absent: missing }: InstructionTables) {
  const present = Object.entries(families).map(([family, rows]): CoverageArea => {
    const names = [...new Set(rows.map(({ meaning }) => meaning.name))];
    const area = `instructions: ${family.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`;
    return {
      area,
      rows: names.map((name) => fullOrPartly(mnemonicOf(name), partly[name])),
    };
  });
  const rows = missing.map(({ what, why }) => absent(what, why));
  return [...present, { area: 'instructions: others', rows }];
}

const packetRows = (packets: readonly AbsentPacketRow[]): CoverageRow[] =>
  packets.map(({ prefix, support: { level, why } }) => ({
    name: prefix,
    level,
    ...(why === undefined ? {} : { why }),
  }));

/** As one line of JSON, without its newline. */
export const coverageJson = (areas: readonly CoverageArea[]): string =>
  JSON.stringify({ ...coverageSchema, areas });

const lineMax = 100;
const levels: readonly CoverageLevel[] = ['full', 'partly', 'absent'];

/** As text: a heading with counts for each area, and a line for each row that is not full. */
export function coverageText(areas: readonly CoverageArea[]): string {
  const rows = areas.flatMap((area) => area.rows);
  return [...areas.map(areaText), `all: ${countsText(rows)}`].join('\n\n') + '\n';
}

function areaText({ area, rows }: CoverageArea): string {
  const whole = rows.filter(({ level }) => level === 'full').map(({ name }) => name);
  const others = rows.filter(({ level }) => level !== 'full');
  return [
    `${area}: ${countsText(rows)}`,
    ...wrapped(whole),
    ...others.map(({ name, level, why = '' }) => `  ${level.padEnd(8)}${name}: ${why}`),
  ].join('\n');
}

const countsText = (rows: readonly CoverageRow[]): string =>
  levels
    .map((level) => [level, rows.filter((row) => row.level === level).length] as const)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${count} ${level}`)
    .join(', ');

/** Names behind `full`, as many in a line as fit. */
function wrapped(names: readonly string[]): string[] {
  const lines: string[] = [];
  for (const name of names) {
    const longer = `${lines.at(-1) ?? ''}, ${name}`;
    if (lines.length > 0 && longer.length <= lineMax) lines[lines.length - 1] = longer;
    else lines.push(`  ${(lines.length === 0 ? 'full' : '').padEnd(8)}${name}`);
  }
  return lines;
}
