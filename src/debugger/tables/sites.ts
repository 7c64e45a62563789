/** The table `sites`: the places where code is patched. */
import { addressCell, bytesCell, reasonTable, type TableSource } from './table.ts';

// prettier-ignore
const columns = [
  'Symbol', 'Address', 'Kind', 'Feature', 'State', 'Original', 'Intended', 'Current',
] as const;

export const sitesTable: TableSource = {
  name: 'sites',
  help: 'The places where code is patched, and how far each one is',
  read({ sites }) {
    const rows = sites.rows();
    if ('absent' in rows) return reasonTable('Sites', rows.absent);
    return {
      columns,
      rows: rows.map((site) => [
        site.symbol,
        addressCell(site.address),
        site.kind,
        site.feature,
        site.state,
        bytesCell(site.original),
        bytesCell(site.intended),
        bytesCell(site.current),
      ]),
    };
  },
};
