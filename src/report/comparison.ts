/** The outcome of a lock-step comparison as text for a person. */

export interface DifferenceText {
  readonly moment: number;
  readonly steps: number;
  readonly instruction: {
    readonly address: bigint;
    readonly codeBits: number;
    readonly bytes: Uint8Array;
    readonly name: string;
  };
  /** In the order to be shown. */
  readonly registers: readonly string[];
  readonly names: readonly string[];
  readonly here: ReadonlyMap<string, bigint>;
  readonly there: ReadonlyMap<string, bigint>;
  /** The flags, if only arithmetic flags differ. */
  readonly flags: readonly string[];
  /** How the other side is called. */
  readonly against: string;
}

/** Lines: where, what was executed, and both register sets with a star where they differ. */
export function differenceText(difference: DifferenceText): string[] {
  const { moment, steps, names, flags, against, here, there } = difference;
  const only = flags.length === 0 ? '' : `, only flags differ: ${flags.join(' ')}`;
  return [
    `first difference at step ${steps + 1}, moment ${moment}${only}`,
    `  after ${instructionText(difference.instruction)}`,
    '',
    `  ${'register'.padEnd(10)}${'here'.padEnd(18)}${against}`,
    ...difference.registers.flatMap((name) => {
      const [one, other] = [here.get(name), there.get(name)];
      if (one === undefined || other === undefined) return [];
      const star = names.includes(name) ? '*' : ' ';
      return `${star} ${name.padEnd(10)}${digits(one)}  ${digits(other)}`;
    }),
  ];
}

/** `0f 22 c0 (movToControl) at 0x100040, 32-bit code`. */
export function instructionText(instruction: DifferenceText['instruction']): string {
  const { bytes, name, address, codeBits } = instruction;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const known = name === '' ? '' : ` (${name})`;
  return `${hex}${known} at 0x${address.toString(16)}, ${codeBits}-bit code`;
}

const digits = (value: bigint): string => value.toString(16).padStart(16, '0');
