/** Holds the support table of src/cli/commands/coverage.ts against the code. */
import { describe, expect, it } from 'vitest';
import { packets } from '../../protocol/rsp/packets.ts';
import { coverageNow } from '../../src/cli/commands/coverage.ts';
import { main } from '../../src/cli/main.ts';
import { devices } from '../../src/cli/pages.ts';
import { monitorCommands } from '../../src/debugger/monitor/commands.ts';
import { families } from '../../src/isa/catalogue.ts';
import { cpuModels } from '../../src/isa/cpuid.ts';
import { msrs } from '../../src/isa/msrs.ts';
import { createMachine } from '../../src/machine/create.ts';
import { absentDevices } from '../../src/report/absent-devices.ts';
import { partialDevices, partialMsrs } from '../../src/report/partial-support.ts';
import type { CoverageRow } from '../../src/report/coverage.ts';

const areas = coverageNow();
const rowsOf = (prefix: string): CoverageRow[] =>
  areas.filter(({ area }) => area.startsWith(prefix)).flatMap(({ rows }) => rows);
const present = (prefix: string): CoverageRow[] =>
  rowsOf(prefix).filter(({ level }) => level !== 'absent');

describe('the support table', () => {
  it('has each instruction, register, leaf, device, packet and command that is there', () => {
    const meanings = Object.values(families).map((rows) => rows.map((row) => row.meaning.name));

    expect(present('instructions')).toHaveLength(
      meanings.flatMap((names) => [...new Set(names)]).length,
    );
    expect(present('MSRs')).toHaveLength(msrs.length);
    expect(present('CPUID')).toHaveLength(cpuModels.flatMap(({ rows }) => rows).length);
    expect(present('devices').map(({ name }) => name)).toEqual(devices().map(({ name }) => name));
    expect(present('packets')).toHaveLength(Object.keys(packets).length);
    expect(present('monitor')).toHaveLength(monitorCommands.length);
  });

  it('says why of all that is not there in full, and of nothing else', () => {
    const wrong = areas
      .flatMap(({ rows }) => rows)
      .filter(({ level, why = '' }) => (level === 'full') !== (why === ''));

    expect(wrong).toEqual([]);
  });

  it('has each thing once', () => {
    for (const { rows } of areas) {
      const names = rows.map(({ name }) => name);

      expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    }
  });

  it('calls partly supported only what is there', () => {
    const msrNames = new Set(msrs.map(({ name }) => name));
    const deviceNames = new Set(devices().map(({ name }) => name));

    expect(partialMsrs.flatMap(({ names }) => names).filter((name) => !msrNames.has(name))).toEqual(
      [],
    );
    expect(Object.keys(partialDevices).filter((name) => !deviceNames.has(name))).toEqual([]);
  });

  it('calls no device absent whose ports or addresses somebody answers', () => {
    const claimed = absentDevices.filter(({ ports, address = -1 }) =>
      devices().some(
        (device) =>
          (device.ports ?? []).some((own) =>
            ports.some(({ first, last }) => own.first <= last && first <= own.last),
          ) ||
          (device.window !== undefined &&
            address >= device.window.base &&
            address < device.window.base + device.window.bytes),
      ),
    );

    expect(claimed.map(({ what }) => what)).toEqual([]);
  });
});

describe('textpoke coverage', () => {
  async function print(...words: readonly string[]): Promise<string> {
    const shown: Uint8Array[] = [];
    const code = await main(['coverage', ...words], {
      createMachine,
      stdout: (bytes) => shown.push(bytes),
      stderr: (line) => expect.unreachable(line),
      interrupted: new AbortController().signal,
      version: '0',
    });
    expect(code).toBe(0);
    return Buffer.concat(shown).toString('utf8');
  }

  it('is text with a heading and counts for each area, and the reasons', async () => {
    const text = await print();

    for (const { area, rows } of areas) {
      expect(text).toContain(`\n${area}: `.trimStart());
      for (const { name, level, why } of rows) {
        expect(text).toContain(level === 'full' ? name : `  ${level.padEnd(8)}${name}: ${why}\n`);
      }
    }
    expect(text).toMatch(/\nall: \d+ full, \d+ partly, \d+ absent\n$/);
  });

  it('is one line of JSON that says what it is', async () => {
    const line = await print('--json');

    expect(line).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(line)).toEqual({ schema: 'textpoke-coverage', version: 1, areas });
  });
});
