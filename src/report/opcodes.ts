/** Opcodes as text: reading lists of them, and writing an instruction's encoding as the SDM does. */

/** A place in the opcode maps; `digit` is ModRM.reg where that is part of the opcode. */
export interface Opcode {
  /** `` for one byte, `0F`, or `0F01` for opcodes whose ModRM byte is fixed. */
  readonly map: string;
  readonly opcode: number;
  readonly digit: number | undefined;
}

/** All places in a list such as `D8-DF, 0F AE /4, 0F 01 CB`. */
export const opcodesIn = (list: string): readonly Opcode[] =>
  list.split(', ').flatMap((words) => {
    const parts = words.split(' ');
    const digit =
      parts.at(-1)?.startsWith('/') === true ? Number(parts.pop()?.slice(1)) : undefined;
    const [first = 0, last = first] = (parts.pop() ?? '')
      .split('-')
      .map((byte) => parseInt(byte, 16));
    const map = parts.join('');
    return Array.from({ length: last - first + 1 }, (_, at) => ({
      map,
      opcode: first + at,
      digit,
    }));
  });

/** One encoding of an instruction, with its operands as codes of SDM 2D appendix A.2. */
export interface Encoding extends Opcode {
  readonly prefix: string | undefined;
  readonly operands: readonly {
    readonly method: string;
    readonly size: string;
    readonly register: number;
  }[];
}

/** Each encoding as text; eight in a row that differ in the register only become one with `+r`. */
export function withTexts<T extends Encoding>(
  encodings: readonly T[],
): { text: string; encoding: T }[] {
  const inOpcode = ({ operands }: Encoding): boolean =>
    operands.some(({ method }) => method === 'Z' || method === 'F');
  return encodings
    .filter((encoding) => !inOpcode(encoding) || encoding.opcode % 8 === 0)
    .map((encoding) => ({
      text: encodingText(encoding, inOpcode(encoding) ? '+r' : ''),
      encoding,
    }));
}

function encodingText({ map, opcode, digit, prefix, operands }: Encoding, added: string): string {
  return [
    ...(map.startsWith('VEX') ? ['VEX'] : []),
    ...(prefix === undefined ? [] : [prefix]),
    ...(map.replace('VEX', '').match(/../g) ?? []),
    twoDigits(opcode) + added,
    ...(digit === undefined ? [] : [`/${digit}`]),
    ...(operands.length === 0 ? [] : [operands.map(operandText).join(',')]),
  ].join(' ');
}

const twoDigits = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');

const accumulators: Readonly<Record<string, string>> = { b: 'AL', v: 'rAX', z: 'eAX' };
const otherRegisters: Readonly<Record<number, string>> = { 1: 'CL', 2: 'DX' };

function operandText({ method, size, register }: Encoding['operands'][number]): string {
  if (method !== 'L') return method + size;
  return (register === 0 ? accumulators[size] : otherRegisters[register]) ?? method + size;
}
