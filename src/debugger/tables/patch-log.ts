/** The table `patchlog`: who wrote code, when, and what became of which bytes. */
import { pageBytes } from '../../foundation/addresses.ts';
import type { Machine } from '../../machine/machine.ts';
import { patchLog, type Patch } from '../patch-log.ts';
import type { SiteTable } from '../site-table.ts';
import { cpuName } from '../threads.ts';
import { addressCell, boundedRows, bytesCell, hexCell, reasonTable } from './table.ts';
import type { TableSource } from './table.ts';

const rowsMax = 8192;

export const patchLogTable: TableSource = {
  name: 'patchlog',
  help: 'Every store up to now into executed code, or into pages with sites since these are mapped',
  read({ history, machine, sites, situation }) {
    if (history === undefined) return reasonTable('Patches', 'nothing of the past is kept');
    // It is worked out by going through the past, where somebody else is at the moment.
    if (situation.resumption?.kind === 'reversal') {
      return reasonTable('Patches', 'the machine is on its way back: ask when it stands');
    }
    const { patches, left } = patchLog(history, sites);
    if (patches.length === 0) return reasonTable('Patches', 'no code has been written');
    const siteOf = siteFinder(machine, sites);
    const rows = boundedRows(patches, rowsMax, (patch) => [
      String(patch.moment),
      cpuName(patch.cpu),
      addressCell(patch.rip),
      hexCell(patch.physical),
      bytesCell(patch.before),
      bytesCell(patch.after),
      siteOf(patch),
    ]);
    return {
      columns: ['Moment', 'CPU', 'rip', 'Physical', 'Before', 'After', 'Site'],
      rows: left === 0 ? rows : [...rows, [`${left} more were not kept`]],
    };
  },
};

/** Names the site that a store lies in, by where CPU 0 sees the sites now; nothing if in none. */
function siteFinder(machine: Machine, sites: SiteTable): (patch: Patch) => string {
  const byPage = new Map<number, { from: number; to: number; symbol: string }[]>();
  for (const { address, bytes, symbol } of sites.places()) {
    const from = machine.translate(0, address);
    if (from === undefined) continue;
    const page = Math.floor(from / pageBytes);
    const place = { from, to: from + bytes, symbol };
    byPage.set(page, [...(byPage.get(page) ?? []), place]);
  }
  return ({ physical }) => {
    const places = byPage.get(Math.floor(physical / pageBytes)) ?? [];
    return places.find(({ from, to }) => physical >= from && physical < to)?.symbol ?? '';
  };
}
