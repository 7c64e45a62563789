/** Lengths and operands of instructions from our decoder against iced-x86, an independent one. */
import { existsSync, readFileSync } from 'node:fs';
import type { Instruction } from 'iced-x86';
import { Code, Decoder as Iced, DecoderOptions } from 'iced-x86';
import { describe, expect, it } from 'vitest';
import { isMalformed } from '../../protocol/layout.ts';
import { readElfHeader } from '../../protocol/elf/elf.ts';
import { readElfSections } from '../../protocol/elf/sections.ts';
import { specialVariants, variants } from '../../src/isa/catalogue.ts';
import { Decoder } from '../../src/isa/decode/decoder.ts';
import type { Decoded } from '../../src/isa/decode/instruction.ts';
import { hypervisorImage } from '../machine/hypervisor.ts';
import { chance } from './host-cpu/records.ts';
import { operandDifference } from './iced/operands.ts';

const modes = [16, 32, 64] as const;
const bytesMax = 200_000;
/** What iced must know: the registers of MOV are checked when it runs. */
const judgedAtRun = /^(mov(From|To)(Control|Debug|Segment)|ud)$/;

/** Their operands are in the meaning, not in the record: DX, CL, [rBX + AL], or none that counts. */
const operandsImplied = /^(ins|outs|xlat|shld|shrd|nopOperand)$/;

/** The code sections of an ELF file. */
function codeOf(file: Uint8Array): Uint8Array[] {
  const header = readElfHeader(file);
  if (isMalformed(header)) return [];
  const sections = readElfSections(file, header);
  if (isMalformed(sections)) return [];
  return sections
    .filter(({ name }) => /^\.(init\.)?text/.test(name))
    .map(({ fileOffset, bytes }) =>
      file.subarray(fileOffset, fileOffset + Math.min(bytes, bytesMax)),
    );
}

interface Tally {
  known: number;
  unknown: number;
  readonly differences: string[];
}

/** What differs between both readings of an instruction that both know; each a line. */
function differences(theirs: Instruction, ours: Decoded, name: string, bits: number): string[] {
  if (theirs.code === Code.INVALID) return judgedAtRun.test(name) ? [] : ['invalid to iced'];
  if (ours.length !== theirs.length) return [`${ours.length} bytes instead of ${theirs.length}`];
  if (judgedAtRun.test(name) || operandsImplied.test(name)) return [];
  return Array.from({ length: theirs.opCount }, (_, operand) =>
    operandDifference(theirs, operand, ours, bits),
  ).filter((what) => what !== '');
}

/** Decodes from `at` in both ways; gives the length to go on by. */
function compare(
  tally: Tally,
  bytes: Uint8Array,
  at: number,
  mode: 0 | 1 | 2,
  decoder: Decoder,
  iced: Iced,
): number {
  iced.position = at;
  iced.ip = 0n;
  const theirs = iced.decode();
  const { length } = theirs;
  const end = bytes.length;
  const ours = decoder.decode({ bytes, at, end, mode, pageOffset: 0, mayStay: false });
  if (Object.values(specialVariants).includes(ours.variant) || ours.length === 0) {
    tally.unknown++;
  } else {
    tally.known++;
    const name = variants[ours.variant]?.meaning.name ?? '';
    const hex = Buffer.from(bytes.subarray(at, at + 15)).toString('hex');
    for (const what of differences(theirs, ours, name, modes[mode]))
      tally.differences.push(`${name} ${hex}: ${what}`);
  }
  theirs.free();
  return length;
}

function sweep(bytes: Uint8Array, mode: 0 | 1 | 2, tally: Tally): Tally {
  const decoder = new Decoder();
  const iced = new Iced(modes[mode], bytes, DecoderOptions.None);
  for (let at = 0; at + 15 <= bytes.length;) at += compare(tally, bytes, at, mode, decoder, iced);
  iced.free();
  return tally;
}

const report = ({ known, unknown }: Tally): void =>
  console.log(`iced-x86: ${known} instructions judged, ${unknown} not known to us`);

const fresh = (): Tally => ({ known: 0, unknown: 0, differences: [] });

describe('the length of an instruction, and what its operands name', () => {
  it('is right all through the tiny hypervisor, and all of it is known', () => {
    const tally = fresh();
    codeOf(hypervisorImage).forEach((code) => sweep(code, 2, tally));

    report(tally);
    expect(tally.differences).toEqual([]);
    expect(tally.known).toBeGreaterThan(1000);
  });

  it.each(['/usr/bin/env', '/usr/bin/awk', '/usr/bin/ld', '/usr/bin/git'])(
    'is right where we know the instruction, in %s if it is there',
    (path) => {
      const tally = fresh();
      if (existsSync(path)) codeOf(readFileSync(path)).forEach((code) => sweep(code, 2, tally));

      report(tally);
      expect(tally.differences).toEqual([]);
    },
  );

  it.each([0, 1, 2] as const)('is right in random bytes in mode %i', (mode) => {
    const random = chance(20261122 + mode);
    const bytes = new Uint8Array(bytesMax).map(() => random.below(256));

    const tally = sweep(bytes, mode, fresh());

    report(tally);
    expect(tally.differences).toEqual([]);
    expect(tally.known).toBeGreaterThan(20_000);
  });
});
