/** The documents of branch tracing (gdb manual, "Branch Trace Format" and its configuration). */

/** Instructions that were executed one behind the other: the addresses of the first and the last. */
export interface BranchBlock {
  readonly begin: bigint;
  readonly end: bigint;
}

const hex = (value: bigint): string => `0x${value.toString(16)}`;

/** The newest block comes first. */
export function renderBranchTrace(blocks: readonly BranchBlock[]): string {
  const rows = blocks.map(({ begin, end }) => `<block begin="${hex(begin)}" end="${hex(end)}"/>\n`);
  return `\
<?xml version="1.0"?>
<!DOCTYPE btrace SYSTEM "btrace.dtd">
<btrace version="1.0">
${rows.join('')}</btrace>
`;
}

export const renderBranchTraceConfiguration = (bufferBytes: number): string => `\
<?xml version="1.0"?>
<!DOCTYPE btrace-conf SYSTEM "btrace-conf.dtd">
<btrace-conf version="1.0">
<bts size="0x${bufferBytes.toString(16)}"/>
</btrace-conf>
`;
