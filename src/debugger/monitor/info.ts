/** `monitor info NAME`: the tables of `info os` as text, a command for each. */
import { tables } from '../tables.ts';
import { tableText } from '../tables/table.ts';
import type { Target } from '../target.ts';
import { failed, wholeNumber, type MonitorCommand } from './command.ts';
import { infoSites } from './info-sites.ts';

/** Tables with a command of their own, which shows more than the rows. */
const own: readonly MonitorCommand[] = [infoSites];

export const infoCommands: readonly MonitorCommand[] = tables.map((table) => {
  const command: MonitorCommand = {
    name: `info ${table.name}`,
    ...(table.ofCpu === true ? { usage: '[CPU]' } : {}),
    help: `${table.help}.`,
    needs: 'machine',
    run(target, [word]) {
      const cpu = cpuOf(target, word);
      if (cpu !== undefined && (word === undefined || table.ofCpu === true)) {
        return { result: 'done', text: tableText(table.read(target, cpu)) };
      }
      const most = target.machine.cpuCount - 1;
      return failed(
        table.ofCpu === true ? `which CPU? 0 to ${most}` : `${command.name} has no words`,
      );
    },
  };
  return own.find((one) => one.name === command.name) ?? command;
});

const cpuOf = ({ machine, client }: Target, word: string | undefined): number | undefined =>
  word === undefined
    ? client.queryCpu
    : wholeNumber(word, { least: 0, most: machine.cpuCount - 1 });
