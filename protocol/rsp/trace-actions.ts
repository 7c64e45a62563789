/** What a tracepoint does when it is hit, as `QTDP` carries it (gdb manual E.8). */
import type { AgentExpression } from './agent/expression.ts';
import { expressionBytesMax } from './agent/expression.ts';
import { bytesOfHex, bytesOfText, hexOf, textOfBytes } from './numbers.ts';

export type TraceAction =
  /** Collect registers: a mask of their numbers, as hex digits. */
  | { readonly kind: 'registers'; readonly mask: string }
  /** Collect `length` bytes at `offset` from a register, or from nothing. */
  | {
      readonly kind: 'memory';
      readonly base: number | undefined;
      readonly offset: bigint;
      readonly length: bigint;
    }
  /** Evaluate an agent expression. */
  | { readonly kind: 'expression'; readonly bytes: AgentExpression };

const action =
  /R([0-9a-f]+)|M(-1|[0-9a-f]{1,8}),([0-9a-f]{1,16}),([0-9a-f]{1,16})|X([0-9a-f]{1,8}),([0-9a-f]*)/iy;
/** gdb writes no base as a number of 32 bits in some versions. */
const noBase = 0xffff_ffff;

/** The actions one after another, or what is wrong with them. */
export function parseActions(text: string): readonly TraceAction[] | { readonly why: string } {
  const actions: TraceAction[] = [];
  for (action.lastIndex = 0; action.lastIndex < text.length;) {
    const at = action.lastIndex;
    const found = action.exec(text);
    if (found === null) return { why: `no action at "${text.slice(at, at + 8)}"` };
    const [, mask, base, offset, length, count, digits] = found;
    if (mask !== undefined) actions.push({ kind: 'registers', mask: mask.toLowerCase() });
    else if (count === undefined) {
      actions.push({
        kind: 'memory',
        base: baseOf(base),
        offset: BigInt(`0x${offset}`),
        length: BigInt(`0x${length}`),
      });
    } else {
      const bytes = bytesOfHex(bytesOfText(digits ?? ''));
      const announced = Number.parseInt(count, 16);
      if (bytes?.length !== announced) return { why: `an expression is not ${announced} bytes` };
      if (announced > expressionBytesMax) return { why: `an expression of ${announced} bytes` };
      actions.push({ kind: 'expression', bytes });
    }
  }
  return actions;
}

export const printActions = (actions: readonly TraceAction[]): string =>
  actions.map(printAction).join('');

function printAction(one: TraceAction): string {
  switch (one.kind) {
    case 'registers':
      return `R${one.mask}`;
    case 'memory': {
      const base = one.base === undefined ? '-1' : one.base.toString(16);
      return `M${base},${one.offset.toString(16)},${one.length.toString(16)}`;
    }
    case 'expression':
      return `X${one.bytes.length.toString(16)},${textOfBytes(hexOf(one.bytes))}`;
  }
}

function baseOf(text = ''): number | undefined {
  const number = text === '-1' ? noBase : Number.parseInt(text, 16);
  return number === noBase ? undefined : number;
}
