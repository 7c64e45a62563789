/** The printf of agent expressions: C's format with whole numbers and strings of the guest. */

/** A string of the guest, as far as it can be read. */
export type ReadString = (address: bigint) => string;

/** Those that gdb lets pass in a format. */
const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

/** `%`, flags, width, precision, size, conversion. */
const conversion = /%([-+ #0]*)([0-9]*)(?:\.([0-9]*))?(hh|h|ll|l|j|z|t|q)?([diouxXcsp%])/g;
const fieldMax = 1024;

const prefixes = { 8: '0', 10: '', 16: '0x' } as const;
const sizes: Readonly<Record<string, number>> = { hh: 8, h: 16, '': 32 };

/** `format` with its conversions filled in; escape sequences are as in C source. */
export function formatted(
  format: string,
  values: readonly bigint[],
  readString: ReadString,
): string {
  let used = 0;
  const plain = format.replace(/\\(.)/g, (all, letter: string) => escapes[letter] ?? all);
  return plain.replace(conversion, (...parts: (string | undefined)[]) => {
    const [, flags = '', width = '', precision, size = '', type = ''] = parts;
    if (type === '%') return '%';
    const value = values[used++] ?? 0n;
    const text = converted(type, value, { flags, size, precision, readString });
    return padded(text, flags, Math.min(Number(width), fieldMax), precision === undefined);
  });
}

function converted(
  type: string,
  value: bigint,
  how: { flags: string; size: string; precision: string | undefined; readString: ReadString },
): string {
  const { flags, size, precision, readString } = how;
  if (type === 'c') return String.fromCharCode(Number(value & 0xffn));
  if (type === 's') {
    const text = readString(value);
    return precision === undefined ? text : text.slice(0, Number(precision));
  }
  if (type === 'p') return `0x${value.toString(16)}`;
  const bits = sizes[size] ?? 64;
  const least = Math.min(Number(precision ?? 1), fieldMax);
  if (type === 'd' || type === 'i') {
    const number = BigInt.asIntN(bits, value);
    const digits = (number < 0n ? -number : number).toString().padStart(least, '0');
    const plus = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
    return `${number < 0n ? '-' : plus}${digits}`;
  }
  const number = BigInt.asUintN(bits, value);
  const base = type === 'o' ? 8 : type === 'u' ? 10 : 16;
  const prefix = flags.includes('#') && number !== 0n ? prefixes[base] : '';
  const text = prefix + number.toString(base).padStart(least, '0');
  return type === 'X' ? text.toUpperCase() : text;
}

/** Zeros go behind sign and prefix, and only where no precision says how many digits there are. */
function padded(text: string, flags: string, width: number, mayBeZeros: boolean): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0') || !mayBeZeros) return text.padStart(width);
  const [, head = '', rest = ''] = /^([-+ ]?(?:0[xX])?)(.*)$/s.exec(text) ?? [];
  return head + rest.padStart(width - head.length, '0');
}
