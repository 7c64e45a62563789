/** What comes to a machine from outside, and how a line of a journal says it: a row for each kind. */

export type JournalEvent =
  | { readonly kind: 'inject'; readonly what: 'nmi' | 'machine-check'; readonly cpu: number }
  /** Bytes for the serial console. */
  | { readonly kind: 'type'; readonly bytes: Uint8Array }
  /** A register by gdb's name. */
  | {
      readonly kind: 'register';
      readonly cpu: number;
      readonly name: string;
      readonly value: bigint;
    }
  /** Memory as `cpu` sees it, write protection aside. */
  | {
      readonly kind: 'memory';
      readonly cpu: number;
      readonly address: bigint;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'physical'; readonly address: number; readonly bytes: Uint8Array }
  | { readonly kind: 'quantum'; readonly steps: number }
  /** From here on these CPUs take no step, and the others maybe no maskable interrupt. */
  | { readonly kind: 'hold'; readonly cpus: readonly number[]; readonly interrupts: boolean };

type Kind = JournalEvent['kind'];
type EventOf<K extends Kind> = Extract<JournalEvent, { kind: K }>;

interface EventRow<K extends Kind> {
  /** The words behind the kind. */
  readonly print: (event: EventOf<K>) => readonly string[];
  /** Undefined if the words are none that `print` gives. */
  readonly parse: (words: readonly string[]) => EventOf<K> | undefined;
}

const rows: { readonly [K in Kind]: EventRow<K> } = {
  inject: {
    print: ({ what, cpu }) => [what, String(cpu)],
    parse([what, number]) {
      const cpu = wholeOf(number);
      if ((what !== 'nmi' && what !== 'machine-check') || cpu === undefined) return undefined;
      return { kind: 'inject', what, cpu };
    },
  },
  type: {
    print: ({ bytes }) => [hexOf(bytes)],
    parse([digits]) {
      const bytes = bytesOf(digits);
      return bytes && { kind: 'type', bytes };
    },
  },
  register: {
    print: ({ cpu, name, value }) => [String(cpu), name, `0x${value.toString(16)}`],
    parse([number, name, written]) {
      const [cpu, value] = [wholeOf(number), hexNumber(written)];
      if (cpu === undefined || name === undefined || value === undefined) return undefined;
      return { kind: 'register', cpu, name, value };
    },
  },
  memory: {
    print: ({ cpu, address, bytes }) => [String(cpu), `0x${address.toString(16)}`, hexOf(bytes)],
    parse([number, where, digits]) {
      const [cpu, address, bytes] = [wholeOf(number), hexNumber(where), bytesOf(digits)];
      if (cpu === undefined || address === undefined || bytes === undefined) return undefined;
      return { kind: 'memory', cpu, address, bytes };
    },
  },
  physical: {
    print: ({ address, bytes }) => [`0x${address.toString(16)}`, hexOf(bytes)],
    parse([where, digits]) {
      const [address, bytes] = [hexNumber(where), bytesOf(digits)];
      if (address === undefined || bytes === undefined) return undefined;
      return { kind: 'physical', address: Number(address), bytes };
    },
  },
  quantum: {
    print: ({ steps }) => [String(steps)],
    parse([number]) {
      const steps = wholeOf(number);
      return steps === undefined || steps < 1 ? undefined : { kind: 'quantum', steps };
    },
  },
  hold: {
    print: ({ cpus, interrupts }) => [
      cpus.length === 0 ? 'nobody' : cpus.join(),
      ...(interrupts ? ['interrupts'] : []),
    ],
    parse([list, word]) {
      const cpus = list === 'nobody' ? [] : (list ?? '').split(',').map(wholeOf);
      if (cpus.some((cpu) => cpu === undefined)) return undefined;
      const interrupts = word === 'interrupts';
      if (!interrupts && word !== undefined) return undefined;
      return { kind: 'hold', cpus: cpus.filter((cpu) => cpu !== undefined), interrupts };
    },
  },
};

/** The words of an event, its kind first. */
export function printEvent<K extends Kind>(event: EventOf<K>): string {
  // The row of its kind prints each event; the compiler cannot follow the pairing.
  const row = rows[event.kind] as EventRow<Kind>;
  return [event.kind, ...row.print(event)].join(' ');
}

/** The event that words say, or undefined. */
export function parseEvent(words: readonly string[]): JournalEvent | undefined {
  const [kind = '', ...rest] = words;
  return Object.hasOwn(rows, kind) ? rows[kind as Kind].parse(rest) : undefined;
}

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

function bytesOf(digits: string | undefined): Uint8Array | undefined {
  if (digits === undefined || !/^(?:[0-9a-f]{2})*$/.test(digits)) return undefined;
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function wholeOf(word: string | undefined): number | undefined {
  if (word === undefined || !/^[0-9]{1,15}$/.test(word)) return undefined;
  return Number(word);
}

const hexNumber = (word: string | undefined): bigint | undefined =>
  word !== undefined && /^0x[0-9a-f]{1,32}$/.test(word) ? BigInt(word) : undefined;
