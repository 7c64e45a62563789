/** `monitor address-space [WHICH]`: whose page tables the addresses of breakpoints are meant by. */
import { addressSpaceOf } from '../breakpoint-terms.ts';
import { failed, said, type MonitorCommand } from './command.ts';

const tables = (value: bigint): string => `the address space at 0x${value.toString(16)}`;

export const addressSpace: MonitorCommand = {
  name: 'address-space',
  usage: '[any|current|CR3]',
  help: 'Show or set in which address space breakpoints stop that gdb inserts from now on.',
  needs: 'seat if told',
  run({ machine, client }, [word]) {
    if (word === 'any') client.addressSpace = undefined;
    else if (word === 'current') client.addressSpace = addressSpaceOf(machine, client.queryCpu);
    else if (word !== undefined) {
      const digits = /^(?:0x)?([0-9a-fA-F]{1,13})$/.exec(word)?.[1];
      if (digits === undefined || BigInt(`0x${digits}`) % 4096n !== 0n) {
        return failed('say any, current, or the page tables as CR3 has them: 0x212000');
      }
      client.addressSpace = BigInt(`0x${digits}`);
    }
    const space = client.addressSpace;
    return said(`breakpoints stop in ${space === undefined ? 'any address space' : tables(space)}`);
  },
};
