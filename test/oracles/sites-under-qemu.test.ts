/** The guest's own account of its boot pass, run by QEMU, against what we read off its memory. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { siteTable } from '../../src/patching/site-table.ts';
import type { SiteRow } from '../../src/patching/site-table.ts';

const elf = fileURLToPath(
  new URL('../../fixtures/tiny-hypervisor/tiny-hypervisor.elf', import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), 'textpoke-qemu-'));
const base = 0xffff82d040200000n;
const bytes = 0x20000;

/** Boots under QEMU up to each function and dumps the image as it is there. */
function dumpsAt(functions: readonly string[]): readonly Uint8Array[] {
  const console = join(folder, 'console');
  const qemu = [
    `exec qemu-system-x86_64 -S -gdb stdio -kernel ${elf} -smp 1 -m 64 -display none`,
    `-accel tcg,thread=single -serial file:${console} -no-reboot`,
  ].join(' ');
  const end = `0x${(base + BigInt(bytes)).toString(16)}`;
  const commands = [
    `target remote | ${qemu}`,
    ...functions.flatMap((name) => [
      `hbreak ${name}`,
      'continue',
      `dump binary memory ${join(folder, name)} 0x${base.toString(16)} ${end}`,
    ]),
    'kill',
  ];
  const words = ['-nx', '-batch', elf, ...commands.flatMap((command) => ['-ex', command])];
  const { stderr } = spawnSync('gdb', words, { encoding: 'utf8', timeout: 60_000 });
  try {
    return functions.map((name) => readFileSync(join(folder, name)));
  } catch {
    throw new Error(`gdb and QEMU could not dump the image:\n${stderr}`);
  }
}

function rowsOf(memory: Uint8Array): readonly SiteRow[] {
  const rows = siteTable(readFileSync(elf), (address, count) => {
    const offset = Number(address - base);
    return memory.subarray(offset, offset + count);
  }).rows();
  if ('absent' in rows) throw new Error(rows.absent);
  return rows;
}

const count = (rows: readonly SiteRow[], wanted: (row: SiteRow) => boolean): number =>
  rows.filter(wanted).length;

let before: readonly SiteRow[] = [];
let after: readonly SiteRow[] = [];
let said = '';

beforeAll(() => {
  const [pristine, patched] = dumpsAt(['alternative_instructions', 'smp_boot_cpus']);
  before = rowsOf(pristine ?? new Uint8Array());
  after = rowsOf(patched ?? new Uint8Array());
  said = readFileSync(join(folder, 'console'), 'latin1');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the sites of the tiny hypervisor', () => {
  it('are as the file has them before the boot pass', () => {
    expect(before.length).toBeGreaterThanOrEqual(30);
    expect(new Set(before.map(({ state }) => state))).toEqual(new Set(['pristine']));
    expect(before.filter(({ symbol }) => !symbol.startsWith('site_'))).toEqual([]);
    expect(before.filter(({ feature }) => /feature \d/.test(feature))).toEqual([]);
  });

  it('are all patched or skipped after it, as many as the guest counted', () => {
    expect(after.filter(({ state }) => state !== 'patched' && state !== 'skipped')).toEqual([]);
    const [, padded = '?', direct = '?'] =
      /(\d+) with better padding, (\d+) calls made direct/.exec(said) ?? [];
    const changed = (row: SiteRow): boolean =>
      row.current.some((byte, index) => byte !== row.original[index]);

    // One site got better padding for its first entry, and was replaced for its second.
    const placesOf = (rows: readonly SiteRow[]) => new Set(rows.map(({ address }) => address));
    const patched = placesOf(after.filter(({ state }) => state === 'patched'));
    const better = after.filter((row) => changed(row) && !patched.has(row.address));
    expect(placesOf(better).size).toBe(Number(padded) - 1);
    expect(count(after, (row) => row.kind === 'altcall' && row.state === 'patched')).toBe(
      Number(direct),
    );
  });

  it('became byte for byte what was intended beforehand, where they were patched', () => {
    const keyOf = ({ address, feature }: SiteRow): string => `${address} ${feature}`;
    const intended = new Map(before.map((row) => [keyOf(row), row.intended]));
    const patched = after.filter(
      ({ state, kind }) => state === 'patched' && kind === 'alternative',
    );

    expect(patched.length).toBeGreaterThan(20);
    for (const row of patched)
      expect([...row.current]).toEqual([...(intended.get(keyOf(row)) ?? [])]);
  });
});
