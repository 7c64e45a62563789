/** docs/instructions.md: the instructions by family, and those that are not there. */
import type { AbsentFeature, AbsentInstructions } from '../absent-instructions.ts';
import { code, page, section, table } from '../markdown.ts';
import { withTexts } from '../opcodes.ts';
import type { Encoding } from '../opcodes.ts';

/** A row of the instruction tables, as far as the page shows it. */
export interface InstructionRow extends Encoding {
  readonly meaning: { readonly name: string };
  readonly traits: ReadonlySet<string>;
}

export interface InstructionTables {
  readonly families: Readonly<Record<string, readonly InstructionRow[]>>;
  readonly partly: Readonly<Record<string, string>>;
  readonly absent: readonly AbsentInstructions[];
  readonly absentFeatures: readonly AbsentFeature[];
}

export const instructionsPage = (tables: InstructionTables): string =>
  page(
    'Instructions',
    'Encodings are written as in appendix A of the SDM, volume 2: `Ev` is a register or memory ' +
      'operand of the operand size, `Gv` a register, `Iz` an immediate, `+r` a register in the ' +
      'opcode, `/4` the reg field of ModRM; i64 is not in 64-bit code, o64 only there. Anything that is not here raises #UD and is named once ' +
      'in the log, with its bytes and address.',
    ...Object.entries(tables.families).map(([family, rows]) =>
      section(titleOf(family), familyTable(rows, tables.partly)),
    ),
    section(
      'Absent instructions',
      table(
        ['Instructions', 'Opcodes', 'Why'],
        tables.absent.map(({ what, opcodes, why }) => [
          what,
          opcodes.split(', ').map(code).join(' '),
          why,
        ]),
      ),
      'On a CPU model without them TZCNT and LZCNT are BSF and BSR with a prefix that is ignored; ' +
        'other instructions of features that the model does not announce are #UD.',
    ),
    section(
      'Absent features',
      table(
        ['Feature', 'Instead'],
        tables.absentFeatures.map(({ what, instead }) => [what, instead]),
      ),
    ),
  );

/** `multiplyAndDivide` as a heading. */
const titleOf = (family: string): string =>
  family.charAt(0).toUpperCase() +
  family.slice(1).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function familyTable(
  rows: readonly InstructionRow[],
  partly: Readonly<Record<string, string>>,
): string {
  const names = [...new Set(rows.map(({ meaning }) => meaning.name))];
  return table(
    ['Instruction', 'Encodings', 'Modes', 'Support'],
    names.map((name) => {
      const own = rows.filter(({ meaning }) => meaning.name === name);
      const limit = partly[name];
      return [
        mnemonicOf(name),
        encodingsText(own),
        modesOf(own),
        limit === undefined ? 'full' : `partly: ${limit}`,
      ];
    }),
  );
}

/** Names of meanings that are not the mnemonic in small letters. */
// prettier-ignore
export const mnemonics: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['psrlw', 'psrld', 'psrlq', 'psraw', 'psrad', 'psllw', 'pslld', 'psllq', 'vpermilps', 'vpermilpd']
      .map((name) => [`${name}Immediate`, `${name.toUpperCase()} by an immediate`]),
  ),
  ...Object.fromEntries(
    ['vmaskmovps', 'vmaskmovpd', 'vpmaskmovd', 'vpmaskmovq']
      .map((name) => [`${name}Store`, `${name.toUpperCase()} to memory`]),
  ),
  cbw:             'CBW, CWDE, CDQE',
  cwd:             'CWD, CDQ, CQO',
  imul1:           'IMUL (one operand)',
  cmov:            'CMOVcc',
  setcc:           'SETcc',
  jcxz:            'JCXZ, JECXZ, JRCXZ',
  nopOperand:      'NOP with an operand, prefetches and hints',
  jmpIndirect:     'JMP (indirect)',
  callIndirect:    'CALL (indirect)',
  retImmediate:    'RET imm16',
  movFromSegment:  'MOV from a segment register',
  movToSegment:    'MOV to a segment register',
  jmpFar:          'JMP (far)',
  jmpFarIndirect:  'JMP (far, indirect)',
  callFar:         'CALL (far)',
  callFarIndirect: 'CALL (far, indirect)',
  retf:            'RET (far)',
  retfImmediate:   'RET imm16 (far)',
  iretLong:        'IRET, IRETD, IRETQ in 64-bit code',
  iret:            'IRET, IRETD',
  popMemory:       'POP to ModRM',
  pushf:           'PUSHF, PUSHFD, PUSHFQ',
  popf:            'POPF, POPFD, POPFQ',
  pusha:           'PUSHA, PUSHAD',
  popa:            'POPA, POPAD',
  movs:            'MOVS, REP MOVS',
  cmps:            'CMPS, REPE and REPNE CMPS',
  stos:            'STOS, REP STOS',
  lods:            'LODS, REP LODS',
  scas:            'SCAS, REPE and REPNE SCAS',
  movFromControl:  'MOV from a control register',
  movToControl:    'MOV to a control register',
  movFromDebug:    'MOV from a debug register',
  movToDebug:      'MOV to a debug register',
  clflush:         'CLFLUSH, CLFLUSHOPT, CLWB',
  ud:              'UD0, UD1, UD2',
  fence:           'LFENCE, MFENCE, SFENCE',
};

/** What people call the meaning `name`. */
export const mnemonicOf = (name: string): string => mnemonics[name] ?? name.toUpperCase();

/** Encodings that exist in fewer modes than the instruction are marked as the SDM marks them. */
function encodingsText(rows: readonly InstructionRow[]): string {
  const marks = ['i64', 'o64'].filter((mark) => !rows.every(({ traits }) => traits.has(mark)));
  return withTexts(rows)
    .map(({ text, encoding: { traits } }) =>
      [code(text), ...marks.filter((mark) => traits.has(mark))].join(' '),
    )
    .join(', ');
}

/** Where the instruction exists, from its rows: o64 is 64-bit code only, i64 not there. */
function modesOf(rows: readonly InstructionRow[]): string {
  if (rows.every(({ traits }) => traits.has('o64'))) return '64-bit code';
  if (rows.every(({ traits }) => traits.has('i64'))) return '16- and 32-bit code';
  return 'all';
}
