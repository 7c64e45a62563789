/** `monitor quantum [N]`: how many steps a CPU's turn has. */
import { failed, said, wholeNumber, type MonitorCommand } from './command.ts';

const quantumMax = 1_000_000_000;

export const quantum: MonitorCommand = {
  name: 'quantum',
  usage: '[N]',
  help: 'Show or set how many steps a CPU takes before the next one runs.',
  needs: 'seat if told',
  run({ machine }, [word]) {
    if (word === undefined) return said(`quantum ${machine.quantum}`);
    const value = wholeNumber(word, { least: 1, most: quantumMax });
    if (value === undefined) return failed(`a quantum is a number from 1 to ${quantumMax}`);
    machine.quantum = value;
    return said(`quantum ${value}`);
  },
};
