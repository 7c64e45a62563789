/** Exception vectors (SDM 3A 6.3.1, table 6-1). */

/** A row of the table; `contributory` is the class of the double fault rules (table 6-5). */
export interface VectorRow {
  readonly vector: number;
  readonly mnemonic: string;
  readonly name: string;
  readonly errorCode: boolean;
  readonly contributory: boolean;
}

const row = (vector: number, mnemonic: string, name: string, traits = ''): VectorRow => ({
  vector,
  mnemonic,
  name,
  errorCode: traits.includes('code'),
  contributory: traits.includes('contributory'),
});

// prettier-ignore
export const vectors: readonly VectorRow[] = [
  row(0,  '#DE', 'divide error',              'contributory'),
  row(1,  '#DB', 'debug'),
  row(2,  'NMI', 'non-maskable interrupt'),
  row(3,  '#BP', 'breakpoint'),
  row(4,  '#OF', 'overflow'),
  row(5,  '#BR', 'bound range exceeded'),
  row(6,  '#UD', 'invalid opcode'),
  row(7,  '#NM', 'device not available'),
  row(8,  '#DF', 'double fault',              'code'),
  row(10, '#TS', 'invalid TSS',               'code contributory'),
  row(11, '#NP', 'segment not present',       'code contributory'),
  row(12, '#SS', 'stack fault',               'code contributory'),
  row(13, '#GP', 'general protection',        'code contributory'),
  row(14, '#PF', 'page fault',                'code'),
  row(16, '#MF', 'x87 floating-point error'),
  row(17, '#AC', 'alignment check',           'code'),
  row(18, '#MC', 'machine check'),
  row(19, '#XM', 'SIMD floating-point'),
  row(30, '#SX', 'security exception',        'code'),
];

export const vector = {
  de: 0,
  db: 1,
  nmi: 2,
  bp: 3,
  of: 4,
  br: 5,
  ud: 6,
  nm: 7,
  df: 8,
  ts: 10,
  np: 11,
  ss: 12,
  gp: 13,
  pf: 14,
  mf: 16,
  ac: 17,
  mc: 18,
  xm: 19,
  sx: 30,
} as const;

/** In the fault cell instead of a vector: a watchpoint asks to stop before the access. */
export const watchAbort = 256;

/** In the fault cell instead of a vector: the guest gives way to its host, see isa/svm/. */
export const vmExit = 257;

/** In the fault cell: nothing happened. */
export const noFault = -1;

/** Bits set in a mask for each vector with an error code, or of the contributory class. */
const maskOf = (trait: (row: VectorRow) => boolean): number =>
  vectors.filter(trait).reduce((mask, { vector: v }) => mask | (1 << v), 0);

export const errorCodeMask = maskOf((r) => r.errorCode);
export const contributoryMask = maskOf((r) => r.contributory);

/** `#GP` for 13, `vector 32` for what has no name. */
export const vectorName = (number: number): string =>
  vectors.find((r) => r.vector === number)?.mnemonic ?? `vector ${number}`;
