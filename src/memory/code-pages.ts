/** Exact invalidation: which decoded instructions a write to a code page touches. */
import type { FunctionBuilder } from '../wasm/function.ts';
import type { Local, Value } from '../wasm/value.ts';
import { i32, i64, load, select } from '../wasm/value.ts';
import { codeIndex, codeIndexBytes, decodedBits, recordBytes, recordField } from './layout.ts';

/** No instruction is longer (SDM 2A 2.3.11). */
export const instructionBytesMax = 15;

/**
 * (physicalPage, offset, bytes): each record whose instruction overlaps the written bytes goes back
 * to "decode first"; the others stay. The bytes lie in one page.
 */
export function invalidate(f: FunctionBuilder, page: Local, offset: Local, bytes: Local): void {
  f.if(
    bytes.gtU(writtenAtOnce),
    () => {
      // More than one look at the bits covers: piece by piece.
      const done = f.let(i32(0));
      f.while(done.ltU(bytes), () => {
        const rest = bytes.sub(done);
        const count = select(rest.gtU(writtenAtOnce), i32(writtenAtOnce), rest);
        for (const mode of modes) invalidateMode(f, mode, page, offset.add(done), count);
        f.set(done, done.add(writtenAtOnce));
      });
    },
    () => {
      for (const mode of modes) invalidateMode(f, mode, page, offset, bytes);
    },
  );
}

const modes = [2, 1, 0];

/** Bytes whose overlapping instructions are among 56 consecutive bits of the map. */
const writtenAtOnce = 32;

function invalidateMode(
  f: FunctionBuilder,
  mode: number,
  page: Local,
  at: Value,
  count: Value,
): void {
  const records = f.let(load('i32', 4, page.shl(2), codeIndex + mode * codeIndexBytes));
  f.if(records, () => {
    const offset = f.let(at);
    const first = f.let(offset.sub(instructionBytesMax - 1));
    // Bits from the byte that holds `first`; those before the page are always clear.
    const map = f.let(records.add(first.shrS(3)));
    const seen = load('i64', 8, map, decodedBits).shrU(first.and(7).zeroExtend());
    const wanted = count.add(instructionBytesMax - 1).zeroExtend();
    const bits = f.let(seen.and(i64(1).shl(wanted).sub(1)));
    f.while(bits.ne(0), () => {
      const start = f.let(first.add(bits.ctz().low32()));
      const record = f.let(records.add(start.mul(recordBytes)));
      const length = load('i32', 2, record, recordField.stride).shrU(5);
      f.if(start.add(length).gtS(offset), () => {
        f.store(2, record, i32(0));
        const byte = f.let(records.add(start.shrU(3)));
        const bit = i32(1).shl(start.and(7));
        f.store(1, byte, load('i32', 1, byte, decodedBits).and(bit.not()), decodedBits);
      });
      f.set(bits, bits.and(bits.sub(1)));
    });
  });
}
