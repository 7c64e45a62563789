/** docs/registers.md: the registers that a debugger sees, by gdb's numbers. */
import { code, page, section, table } from '../markdown.ts';

/** A register of the target description, as far as the page shows it. */
export interface TargetRegisterRow {
  readonly name: string;
  readonly bits: number;
  readonly type: string;
  readonly feature: string;
  readonly writable?: false;
  readonly restored?: false;
}

/** A type of the description: flags have named bits. */
export interface TargetTypeRow {
  readonly kind: string;
  readonly id: string;
  readonly fields?: readonly {
    readonly name: string;
    readonly start?: number;
    readonly end?: number;
  }[];
}

export const targetRegistersPage = (
  registers: readonly TargetRegisterRow[],
  types: readonly TargetTypeRow[],
): string =>
  page(
    'Registers',
    'The registers of each CPU, in the order of their numbers in the packets `g`, `p` and `P`: the ' +
      'same ones in every mode. Writing back what was read changes nothing. gdb shows one by ' +
      '`print $cpu_state`, and assigns to those that may be written.',
    table(
      ['Number', 'Name', 'Bits', 'Type', 'Feature', 'Written'],
      registers.map(({ name, bits, type, feature, writable, restored }, number) => [
        String(number),
        code(name),
        String(bits),
        code(type),
        feature,
        writable === false ? 'never' : restored === false ? 'by its number only' : 'yes',
      ]),
    ),
    section(
      'Flags',
      'Bits that have names, from the lowest.',
      table(
        ['Type', 'Bits'],
        types
          .filter(({ kind }) => kind === 'flags')
          .map(({ id, fields = [] }) => [code(id), fields.map(fieldText).join(', ')]),
      ),
    ),
  );

const fieldText = ({
  name,
  start = 0,
  end = 0,
}: {
  readonly name: string;
  readonly start?: number;
  readonly end?: number;
}): string => {
  const place = start === end ? String(start) : `${start}-${end}`;
  return `${name === '' ? 'always 1' : name} ${place}`;
};
