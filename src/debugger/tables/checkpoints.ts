/** The table `checkpoints`: the whole states that are kept of the past. */
import { pageBytes } from '../../foundation/addresses.ts';
import { reasonTable, type TableSource } from './table.ts';

export const checkpointsTable: TableSource = {
  name: 'checkpoints',
  help: 'The checkpoints that are kept of the past, with the pages that changed since the one before',
  read({ history }) {
    if (history === undefined) return reasonTable('Checkpoints', 'nothing of the past is kept');
    const { checkpoints } = history;
    if (checkpoints.length === 0) return reasonTable('Checkpoints', 'none has been taken yet');
    return {
      columns: ['Moment', 'Pages', 'Bytes'],
      rows: checkpoints.map(({ moment, pages, state }) => [
        String(moment),
        String(pages.size),
        String(state.bytes.length + pages.size * pageBytes),
      ]),
    };
  },
};
