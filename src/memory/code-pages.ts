/** Exact invalidation: which decoded instructions a write to a code page touches. */
import type { FunctionBuilder } from '../wasm/function.ts';
import type { Local } from '../wasm/value.ts';
import { i32, load } from '../wasm/value.ts';
import { codeIndex, codeIndexBytes, recordBytes, recordField } from './layout.ts';

/** No instruction is longer (SDM 2A 2.3.11). */
export const instructionBytesMax = 15;

/**
 * (physicalPage, offset, bytes): each record whose instruction overlaps the written bytes goes back
 * to "decode first"; the others stay. The bytes lie in one page.
 */
export function invalidate(f: FunctionBuilder, page: Local, offset: Local, bytes: Local): void {
  for (const mode of [2, 1, 0]) {
    const records = f.let(load('i32', 4, page.shl(2), codeIndex + mode * codeIndexBytes));
    f.if(records, () => {
      const written = f.let(records.add(offset.mul(recordBytes)));
      const end = f.let(written.add(bytes.mul(recordBytes)));
      const record = f.let(written.sub((instructionBytesMax - 1) * recordBytes));
      f.if(offset.ltU(instructionBytesMax - 1), () => f.set(record, records));
      f.while(record.ltU(written), () => {
        const length = load('i32', 2, record, recordField.stride);
        f.if(record.add(length).gtU(written), () => f.store(2, record, i32(0)));
        f.set(record, record.add(recordBytes));
      });
      f.while(record.ltU(end), () => {
        f.store(2, record, i32(0));
        f.set(record, record.add(recordBytes));
      });
    });
  }
}
