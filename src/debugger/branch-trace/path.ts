/** The path of one CPU through its past, as blocks between branches. */
import type { BranchBlock } from '../../../protocol/rsp/branch-trace.ts';
import { hexOf, textOfBytes } from '../../../protocol/rsp/numbers.ts';
import { linearAddress } from '../../foundation/addresses.ts';
import type { History } from '../../history/history.ts';
import type { Path } from '../../history/follow.ts';
import { Decoder } from '../../isa/decode/decoder.ts';
import { readForGdb } from '../linear-rip.ts';

/** Where a CPU stood before a step, and the instruction there; no bytes where none can be read. */
interface Standing {
  readonly pc: bigint;
  readonly bytes: Uint8Array;
}

const decoder = new Decoder();
/** SDM 2A 2.3.11. */
const instructionBytesMax = 15;
const modes = { 16: 0, 32: 1, 64: 2 } as const;
/** REP and REPNE, maybe behind other prefixes, before a string instruction. */
const repeated = /^(?:[2-6][0-9a-f])*f[23](?:[2-6][0-9a-f])*(?:6[c-f]|a[4-7]|a[a-f])/;

/**
 * The blocks of a path, oldest first; the last one ends where the CPU stands. A step that does not
 * lead to the next instruction is a branch, and so is the delivery of an event.
 */
export function blocksOf(history: History, path: Path): readonly BranchBlock[] {
  const standings: Standing[] = [];
  history.follow(path, () => {
    standings.push(standingOf(history, path.cpu));
    return true;
  });
  const isAsItWas = comparing(history, path.cpu);
  const blocks: BranchBlock[] = [];
  let begin = standings[0]?.pc ?? 0n;
  for (const [index, { pc, bytes }] of standings.entries()) {
    const next = standings[index + 1];
    if (next === undefined) blocks.push({ begin, end: pc });
    else if (pc !== next.pc || !isIteration(bytes)) {
      const goesOn = bytes.length > 0 && next.pc === pc + BigInt(bytes.length);
      if (goesOn && isAsItWas({ pc, bytes })) continue;
      blocks.push({ begin, end: pc });
      begin = next.pc;
    }
  }
  return blocks;
}

function standingOf(history: History, cpu: number): Standing {
  const pc = readForGdb(history, cpu, 'rip');
  const bytes = history.readLinear(cpu, linearAddress(pc), instructionBytesMax);
  const { length } = decoder.decode({
    bytes,
    at: 0,
    end: bytes.length,
    mode: modes[history.codeBits(cpu)],
    pageOffset: 0,
    mayStay: false,
  });
  return { pc, bytes: bytes.subarray(0, length) };
}

/** One step is one iteration of a string instruction, and no branch. */
const isIteration = (bytes: Uint8Array): boolean => repeated.test(textOfBytes(hexOf(bytes)));

/**
 * gdb decodes the inside of a block from the bytes that are there now. Where others were executed, a
 * block is cut, so that it need not.
 */
function comparing(history: History, cpu: number): (then: Standing) => boolean {
  const now = new Map<bigint, Uint8Array>();
  return ({ pc, bytes }) => {
    const present = now.get(pc) ?? history.readLinear(cpu, linearAddress(pc), instructionBytesMax);
    now.set(pc, present);
    return bytes.every((byte, index) => byte === present[index]);
  };
}
