/** Tables of fields that describe packed structures, and reading one at an offset. */
import { Parser } from 'binary-parser';

/** Why bytes are not what their format promises: one line with the field and its offset. */
export interface Malformed {
  readonly malformed: string;
}

/** Little-endian field types; `u64` becomes a bigint, all others a number. */
export type FieldType = 'u8' | 'u16' | 'u32' | 'i32' | 'u64';

type Fields = Readonly<Record<string, FieldType>>;

type ValueOf<T extends FieldType> = T extends 'u64' ? bigint : number;

/** One structure, by its fields' names. */
export type Row<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };

export interface Layout<T extends object> {
  readonly name: string;
  /** Size of the structure in bytes. */
  readonly bytes: number;
  /** The structure at `offset`, or which field the end of `source` cuts off. */
  read(source: Uint8Array, offset: number): T | Malformed;
}

/** What reading a layout gives; over several layouts, any of theirs. */
export type RowOf<L> = L extends Layout<infer T> ? T : never;

const fieldBytes: Readonly<Record<FieldType, number>> = { u8: 1, u16: 2, u32: 4, i32: 4, u64: 8 };

const append: Readonly<Record<FieldType, (parser: Parser, name: string) => Parser>> = {
  u8: (parser, name) => parser.uint8(name),
  u16: (parser, name) => parser.uint16le(name),
  u32: (parser, name) => parser.uint32le(name),
  i32: (parser, name) => parser.int32le(name),
  u64: (parser, name) => parser.uint64le(name),
};

/** A packed little-endian structure called `name`, its `fields` in order of address. */
export function layout<const F extends Fields>(name: string, fields: F): Layout<Row<F>> {
  const rows = Object.entries(fields);
  const bytes = rows.reduce((sum, [, type]) => sum + fieldBytes[type], 0);
  const parser = rows.reduce((made, [field, type]) => append[type](made, field), new Parser());

  function firstCut(offset: number, end: number): Malformed {
    let at = offset;
    for (const [field, type] of rows) {
      if (at + fieldBytes[type] > end) return cutOff(`${name}.${field}`, at, end);
      at += fieldBytes[type];
    }
    return cutOff(name, offset, end);
  }

  return {
    name,
    bytes,
    read(source, offset) {
      if (!Number.isSafeInteger(offset) || offset + bytes > source.length) {
        return firstCut(offset, source.length);
      }
      return parser.parse(source.subarray(offset, offset + bytes)) as Row<F>;
    },
  };
}

/** The complaint that `what` at `offset` does not fit into `end` bytes. */
export function cutOff(what: string, offset: number, end: number): Malformed {
  return { malformed: `${what} at offset ${hex(offset)} is cut off: only ${hex(end)} bytes exist` };
}

/** `count` consecutive structures from `offset`, at `stride` bytes each. */
export function readRows<T extends object>(
  form: Layout<T>,
  source: Uint8Array,
  table: { readonly offset: number; readonly count: number; readonly stride: number },
): readonly T[] | Malformed {
  const rows: T[] = [];
  for (let index = 0; index < table.count; index++) {
    const row = form.read(source, table.offset + index * table.stride);
    if (isMalformed(row)) return { malformed: `entry ${index}: ${row.malformed}` };
    rows.push(row);
  }
  return rows;
}

/** Whether reading gave a complaint instead of a value. */
export function isMalformed(value: object): value is Malformed {
  return 'malformed' in value;
}

const hex = (value: number): string => `0x${value.toString(16)}`;
