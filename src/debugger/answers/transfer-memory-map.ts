/** Answers `qXfer:memory-map`: which addresses gdb may use. */
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import { pieceOf } from '../../../protocol/rsp/transfer.ts';
import { physicalWindow } from '../../foundation/addresses.ts';
import { memoryRanges, type Range } from '../memory-space.ts';
import type { Target } from '../target.ts';
import type { Answer } from '../answer.ts';

/** Linear addresses of the widest mode, five levels of tables: the lower half and the upper one. */
const halves: readonly Range[] = [
  { start: 0n, end: 2n ** 56n },
  { start: 2n ** 64n - 2n ** 56n, end: 2n ** 64n },
];

export const transferMemoryMap: Answer<'transferMemoryMap'> = (target, request) =>
  request.annex === ''
    ? pieceOf(memoryMap(target), request)
    : refusal(errno.invalid, `no memory map ${request.annex}`);

/**
 * gdb asks once, and then turns away every address that is in no region, unless it is told `set mem
 * inaccessible-by-default off`. What is mapped where changes with CR3 and from CPU to CPU, so both
 * halves are RAM as a whole, and the packets say what is there now. In the window to physical
 * memory the map is exact: RAM, ROM, and nothing where devices or holes are.
 */
function memoryMap({ machine, client }: Target): string {
  const base = client.physicalMemory ? 0n : physicalWindow;
  const [ram, rom] = memoryRanges(machine, base);
  const regions = [
    ...halves.map((range) => region('ram', range)),
    region('ram', ram),
    ...(rom.start < rom.end ? [region('rom', rom)] : []),
  ];
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE memory-map PUBLIC "+//IDN gnu.org//DTD GDB Memory Map V1.0//EN"',
    ' "http://sourceware.org/gdb/gdb-memory-map.dtd">',
    '<memory-map>',
    ...regions,
    '</memory-map>',
    '',
  ].join('\n');
}

const region = (type: 'ram' | 'rom', { start, end }: Range): string =>
  `<memory type="${type}" start="0x${start.toString(16)}" length="0x${(end - start).toString(16)}"/>`;
