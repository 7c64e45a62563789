/** The table `events`: what has come to the machine from outside, and what is still to come. */
import { printEvent } from '../../../protocol/journal/events.ts';
import { boundedRows, reasonTable, type TableSource } from './table.ts';

const rowsMax = 4096;
const textMax = 200;

export const eventsTable: TableSource = {
  name: 'events',
  help: 'What came from outside on this line of history, and what is still to come of it',
  read({ history }) {
    if (history === undefined) return reasonTable('Events', 'nothing of the past is kept');
    const { records, recordsCome } = history;
    if (records.length === 0) return reasonTable('Events', 'nothing has come from outside');
    const numbered = records.map((record, number) => ({ ...record, number }));
    return {
      columns: ['Moment', 'Event', 'State'],
      rows: boundedRows(numbered, rowsMax, ({ at, event, number }) => [
        String(at.steps),
        shortened(printEvent(event)),
        number < recordsCome ? 'come' : 'to come',
      ]),
    };
  },
};

const shortened = (text: string): string =>
  text.length > textMax ? `${text.slice(0, textMax)}... (${text.length} characters)` : text;
