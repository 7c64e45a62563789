/** ELF images with patch sites, built section by section: what each test needs and no more. */

export const textBase = 0xffff82d040200000n;
const replacementBase = textBase + 0x1000n;
export const tableBase = textBase + 0x2000n;
const callsBase = textBase + 0x3000n;
const dataBase = textBase + 0x4000n;

export interface EntryShape {
  /** Offset of the site in `text`. */
  readonly origin: number;
  readonly originBytes: number;
  readonly paddingBytes?: number;
  readonly replacement: readonly number[];
  readonly feature: number;
}

export interface PatchableShape {
  readonly text: readonly number[];
  readonly entries?: readonly EntryShape[];
  /** Offsets in `text` of `call *pointer(%rip)`. */
  readonly calls?: readonly number[];
  /** Pointers in .data, 8 bytes each, at `dataBase`. */
  readonly pointers?: readonly bigint[];
  readonly symbols?: Readonly<Record<string, number>>;
  /** Names for feature numbers, as `feature_NAME` symbols. */
  readonly features?: Readonly<Record<string, number>>;
  /** As in Xen, symbols stand around the table and no section is called by its name. */
  readonly tableBySymbols?: true;
}

/** The displacement of a `call *pointer(%rip)` at `origin` that reaches pointer `index`. */
export const pointerDisplacement = (origin: number, index: number): number[] =>
  int32(Number(dataBase - textBase) + 8 * index - origin - 6);

export function patchableImage(shape: PatchableShape): Uint8Array {
  const entries = shape.entries ?? [];
  const sections: Section[] = [
    { name: '.text', virtual: textBase, bytes: shape.text },
    {
      name: '.altinstr_replacement',
      virtual: replacementBase,
      bytes: entries.flatMap(({ replacement }) => [...replacement]),
    },
    { name: tableSection(shape), virtual: tableBase, bytes: tableOf(entries) },
    { name: '.alt_call_sites', virtual: callsBase, bytes: callTableOf(shape.calls ?? []) },
    { name: '.data', virtual: dataBase, bytes: (shape.pointers ?? []).flatMap(int64) },
    ...symbolSections(shape),
  ];
  const wanted = sections.filter(
    ({ name }) => shape.entries !== undefined || name !== '.altinstructions',
  );
  return assemble(wanted);
}

interface Section {
  readonly name: string;
  readonly virtual: bigint;
  readonly bytes: readonly number[];
  readonly type?: number;
}

function tableOf(entries: readonly EntryShape[]): number[] {
  let replacement = replacementBase;
  return entries.flatMap((entry, index) => {
    const at = tableBase + BigInt(index * 14);
    const stored = replacement;
    replacement += BigInt(entry.replacement.length);
    return [
      ...int32(Number(textBase - at) + entry.origin),
      ...int32(Number(stored - at) - 4),
      entry.feature & 0xff,
      entry.feature >> 8,
      entry.originBytes,
      entry.replacement.length,
      entry.paddingBytes ?? 0,
      0,
    ];
  });
}

const tableSection = ({ tableBySymbols }: PatchableShape): string =>
  tableBySymbols === true ? '.init.data' : '.altinstructions';

const callTableOf = (calls: readonly number[]): number[] =>
  calls.flatMap((origin, index) => int32(Number(textBase - callsBase) + origin - 4 * index));

function symbolSections(shape: PatchableShape): Section[] {
  const { symbols = {}, features = {}, entries = [] } = shape;
  const tableEnd = tableBase + BigInt(14 * entries.length);
  const around = { __alt_instructions: tableBase, __alt_instructions_end: tableEnd };
  const rows = [
    ...Object.entries(shape.tableBySymbols === true ? around : {}).map(([name, value]) => ({
      name,
      section: 3,
      value,
    })),
    ...Object.entries(symbols).map(([name, offset]) => ({
      name,
      section: 1,
      value: textBase + BigInt(offset),
    })),
    ...Object.entries(features).map(([name, value]) => ({
      name: `feature_${name}`,
      section: 0xfff1,
      value: BigInt(value),
    })),
  ];
  const strings: number[] = [0];
  const table = rows.flatMap(({ name, section, value }) => {
    const at = strings.length;
    strings.push(...new TextEncoder().encode(`${name}\0`));
    return [...int32(at), 0x12, 0, section & 0xff, section >> 8, ...int64(value), ...int64(0n)];
  });
  return [
    { name: '.symtab', virtual: 0n, bytes: table, type: 2 },
    { name: '.strtab', virtual: 0n, bytes: strings, type: 3 },
  ];
}

/** File header, one loadable segment for each section with an address, contents, sections. */
function assemble(given: readonly Section[]): Uint8Array {
  const names = ['', ...given.map(({ name }) => name), '.shstrtab'];
  const nameBytes = [...new TextEncoder().encode(`${names.join('\0')}\0`)];
  const nameAt = names.map((_, index) => names.slice(0, index).join('\0').length + (index && 1));
  const contents = [...given, { name: '.shstrtab', virtual: 0n, bytes: nameBytes, type: 3 }];
  const segments = contents.filter(({ virtual }) => virtual !== 0n);
  let next = 64 + 56 * segments.length;
  const placed = contents.map((section) => {
    const offset = next;
    next += section.bytes.length;
    return { ...section, offset };
  });
  const strings = given.findIndex(({ name }) => name === '.strtab') + 1;
  const programHeaders = placed
    .filter(({ virtual }) => virtual !== 0n)
    .flatMap(({ virtual, offset, bytes }) => [
      ...[...int32(1), ...int32(7), ...int64(BigInt(offset)), ...int64(virtual)],
      ...[...int64(virtual - textBase + 0x200000n), ...int64(BigInt(bytes.length))],
      ...[...int64(BigInt(bytes.length)), ...int64(1n)],
    ]);
  const sectionHeaders = placed.flatMap(({ type = 1, virtual, offset, bytes }, index) => [
    ...[...int32(nameAt[index + 1] ?? 0), ...int32(type), ...int64(0n), ...int64(virtual)],
    ...[...int64(BigInt(offset)), ...int64(BigInt(bytes.length)), ...int32(strings), ...int32(0)],
    ...[...int64(1n), ...int64(0n)],
  ]);
  const header = [
    ...[0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 62, 0],
    ...[...int32(1), ...int64(0x200000n), ...int64(64n), ...int64(BigInt(next)), ...int32(0)],
    ...[64, 0, 56, 0, segments.length, 0, 64, 0, placed.length + 1, 0, placed.length, 0],
  ];
  const empty = new Array<number>(64).fill(0);
  return Uint8Array.from([
    ...header,
    ...programHeaders,
    ...placed.flatMap(({ bytes }) => [...bytes]),
    ...empty,
    ...sectionHeaders,
  ]);
}

function int32(value: number): number[] {
  const view = new DataView(new ArrayBuffer(4));
  view.setInt32(0, value, true);
  return [...new Uint8Array(view.buffer)];
}

function int64(value: bigint): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, value, true);
  return [...new Uint8Array(view.buffer)];
}
