/** `monitor translate ADDRESS [CPU]`: the way through the page tables, an entry for each line. */
import type { Walk, WalkedEntry } from '../../machine/page-walk.ts';
import { addressIn, failed, said, wholeNumber, type MonitorCommand } from './command.ts';

export const translate: MonitorCommand = {
  name: 'translate',
  usage: 'ADDRESS [CPU]',
  help: 'Show every page-table entry on the way from a linear address to where it lies.',
  needs: 'machine',
  run({ machine, client }, [where, number]) {
    const address = addressIn(where);
    const most = machine.cpuCount - 1;
    const cpu = number === undefined ? client.queryCpu : wholeNumber(number, { least: 0, most });
    if (address === undefined || cpu === undefined) {
      return failed(`say translate ADDRESS CPU, the address in hex and a CPU up to ${most}`);
    }
    const lines = linesOf(machine.walk(cpu, address), hex(address));
    return said([`CPU ${cpu}`, ...lines].join('\n'));
  },
};

const hex = (value: bigint | number): string => `0x${value.toString(16)}`;

/** The lines of a walk, and behind them those of the nested one. */
function linesOf({ entries, physical, nested }: Walk, from: string): string[] {
  const last = entries.at(-1);
  const lines = entries.map((entry) => entryLine(entry, physical !== undefined && entry === last));
  if (physical === undefined) {
    const why = last === undefined ? 'no tables reach it' : 'its last entry ends the way';
    return [...lines, `${from} is not mapped: ${why}`];
  }
  const how = last === undefined ? 'without paging' : `in a page of ${pageWords(last.shift)}`;
  const end = `${from} is physical ${hex(physical)}, ${how}`;
  if (nested === undefined) return [...lines, end];
  const own = `${from} is ${hex(physical)} to the guest, ${how}`;
  return [...lines, own, ...linesOf(nested, hex(physical))];
}

/** Names of the levels by the address bits below them, in the SDM's words (SDM 3A 4.5). */
const levels: Readonly<Record<number, string>> = {
  12: 'PTE',
  21: 'PDE',
  22: 'PDE',
  30: 'PDPTE',
  39: 'PML4E',
  48: 'PML5E',
};

interface Attribute {
  readonly bit: bigint;
  readonly word: string;
  /** Only an entry that maps a page has it. */
  readonly ofPage?: true;
}

/** Bits of an entry (SDM 3A tables 4-15 to 4-20). */
const attributes: readonly Attribute[] = [
  { bit: 1n << 1n, word: 'writable' },
  { bit: 1n << 2n, word: 'user' },
  { bit: 1n << 3n, word: 'write-through' },
  { bit: 1n << 4n, word: 'uncached' },
  { bit: 1n << 5n, word: 'accessed' },
  { bit: 1n << 6n, word: 'dirty', ofPage: true },
  { bit: 1n << 8n, word: 'global', ofPage: true },
  { bit: 1n << 63n, word: 'no-execute' },
];

function entryLine({ shift, value, at }: WalkedEntry, isPage: boolean): string {
  const place = at === undefined ? 'in the CPU' : `at ${hex(at)}`;
  const isPresent = (value & 1n) !== 0n;
  const words = isPresent
    ? attributes
        .filter(({ bit, ofPage }) => (value & bit) !== 0n && (isPage || ofPage === undefined))
        .map(({ word }) => word)
    : ['not present'];
  const name = (levels[shift] ?? 'entry').padEnd(5);
  return `  ${name} ${place.padEnd(13)} ${hex(value).padStart(18)}  ${words.join(' ')}`.trimEnd();
}

const pageWords = (shift: number): string =>
  shift >= 30 ? '1 GiB' : shift >= 20 ? `${2 ** (shift - 20)} MiB` : '4 KiB';
