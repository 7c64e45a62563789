/** The registers as a client sees them: all of a 64-bit CPU, or what an i386 would have of them. */
import {
  renderTargetDescription,
  type DescribedRegister,
} from '../../protocol/rsp/target-description/render.ts';
import { present } from '../foundation/assert.ts';
import { registers, registerTypes, type RegisterRow } from '../isa/registers.ts';

/** Which code the client disassembles; gdb learns it once, when it connects. */
export type ViewBits = 64 | 32 | 16;

/** A register of the view, and where it lies in the image of `g`. */
export interface Place {
  /** What gdb calls it. */
  readonly name: string;
  /** Its name in isa/registers.ts; the view may show its low bits only. */
  readonly register: string;
  readonly number: number;
  readonly at: number;
  readonly bytes: number;
  /** Whether it may be written together with all the others. */
  readonly restored: boolean;
  readonly writable: boolean;
}

export interface RegisterView {
  readonly bits: ViewBits;
  readonly places: readonly Place[];
  readonly imageBytes: number;
  /** The document `target.xml`. */
  readonly description: string;
  /** What gdb needs at every stop to know where it is. */
  readonly expedited: readonly Place[];
}

interface Row extends DescribedRegister, Pick<RegisterRow, 'restored' | 'writable'> {
  readonly register: string;
}

const architectures = { 64: 'i386:x86-64', 32: 'i386', 16: 'i8086' } as const;

const rows64: readonly Row[] = registers.map((row) => ({ ...row, register: row.name }));

/** gdb's order of an i386 (gdb manual G.5.7): ecx and edx come before ebx. */
// prettier-ignore
const narrow: readonly (readonly [name: string, register: string, type: string])[] = [
  ['eax', 'rax', 'int32'],    ['ecx', 'rcx', 'int32'],
  ['edx', 'rdx', 'int32'],    ['ebx', 'rbx', 'int32'],
  ['esp', 'rsp', 'data_ptr'], ['ebp', 'rbp', 'data_ptr'],
  ['esi', 'rsi', 'int32'],    ['edi', 'rdi', 'int32'],
  ['eip', 'rip', 'code_ptr'],
];

const core = 'org.gnu.gdb.i386.core';
const system = 'org.textpoke.x86.system';

/** Those that only 64-bit code names. */
const isWide = ({ name }: RegisterRow): boolean =>
  /^(?:r(?:8|9|1[0-5])|[xy]mm(?:8|9|1[0-5])h?)$/.test(name);

/** What is no general register stays as it is, but a pointer of 64 bits is none of an i386's. */
const rows32: readonly Row[] = [
  ...narrow.map(([name, register, type]) => ({ name, register, type, bits: 32, feature: core })),
  ...registers
    .filter((row) => !isWide(row) && !narrow.some(([, register]) => register === row.name))
    .map((row) => ({ ...row, register: row.name, ...(row.bits === 64 ? beside(row) : {}) })),
];

/** gdb has its own idea of fs_base where it knows the feature; on an i386 it shall have none. */
function beside({ type }: RegisterRow): Partial<DescribedRegister> {
  const isPlain = type === 'data_ptr' || type === 'code_ptr' || type === 'int64';
  return { feature: system, group: 'system', ...(isPlain ? { type: 'uint64' } : {}) };
}

function viewOf(
  bits: ViewBits,
  rows: readonly Row[],
  atEveryStop: readonly string[],
): RegisterView {
  let imageBytes = 0;
  const places = rows.map((row, number): Place => {
    const { name, register, restored = true, writable = true } = row;
    const bytes = row.bits / 8;
    const place = { name, register, number, at: imageBytes, bytes, restored, writable };
    imageBytes += place.bytes;
    return place;
  });
  const description = renderTargetDescription(architectures[bits], rows, registerTypes);
  const expedited = atEveryStop.map((name) =>
    present(
      places.find((place) => place.name === name),
      name,
    ),
  );
  return { bits, places, imageBytes, description, expedited };
}

export const views: Readonly<Record<ViewBits, RegisterView>> = {
  64: viewOf(64, rows64, ['rbp', 'rsp', 'rip']),
  32: viewOf(32, rows32, ['ebp', 'esp', 'eip']),
  16: viewOf(16, rows32, ['ebp', 'esp', 'eip']),
};
