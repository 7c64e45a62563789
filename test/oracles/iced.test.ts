/** Instruction lengths of our decoder against iced-x86, an independent one. */
import { existsSync, readFileSync } from 'node:fs';
import { Code, Decoder as Iced, DecoderOptions } from 'iced-x86';
import { describe, expect, it } from 'vitest';
import { isMalformed } from '../../protocol/layout.ts';
import { readElfHeader } from '../../protocol/elf/elf.ts';
import { readElfSections } from '../../protocol/elf/sections.ts';
import { specialVariants, variants } from '../../src/isa/catalogue.ts';
import { Decoder } from '../../src/isa/decode/decoder.ts';
import { hypervisorImage } from '../machine/hypervisor.ts';
import { chance } from './host-cpu/records.ts';

const modes = [16, 32, 64] as const;
const bytesMax = 200_000;
/** What iced must know: the registers of MOV are checked when it runs. */
const judgedAtRun = /^(mov(From|To)(Control|Debug|Segment)|ud)$/;

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

/** Decodes from `at` in both ways; gives the length to go on by. */
function compare(
  tally: Tally,
  bytes: Uint8Array,
  at: number,
  mode: 0 | 1 | 2,
  decoder: Decoder,
  iced: Iced,
): number {
  // prettier-ignore
  iced.position = at;
  iced.ip = 0n;
  const theirs = iced.decode();
  const isInvalid = theirs.code === Code.INVALID;
  const length = theirs.length;
  theirs.free();
  const ours = decoder.decode({
    bytes,
    at,
    end: bytes.length,
    mode,
    pageOffset: 0,
    mayStay: false,
  });
  const isSpecial = Object.values(specialVariants).includes(ours.variant);
  if (isSpecial || ours.length === 0) {
    tally.unknown++;
    return length;
  }
  tally.known++;
  const name = variants[ours.variant]?.meaning.name ?? '';
  const hex = (): string => Buffer.from(bytes.subarray(at, at + 15)).toString('hex');
  if (isInvalid && !judgedAtRun.test(name))
    tally.differences.push(`${name} ${hex()}: invalid to iced`);
  if (!isInvalid && ours.length !== length) {
    tally.differences.push(`${name} ${hex()}: ${ours.length} bytes instead of ${length}`);
  }
  return length;
}

function sweep(bytes: Uint8Array, mode: 0 | 1 | 2, tally: Tally): Tally {
  const decoder = new Decoder();
  const iced = new Iced(modes[mode], bytes, DecoderOptions.None);
  for (let at = 0; at + 15 <= bytes.length;) at += compare(tally, bytes, at, mode, decoder, iced);
  iced.free();
  return tally;
}

const fresh = (): Tally => ({ known: 0, unknown: 0, differences: [] });

describe('the length of an instruction', () => {
  it('is right all through the tiny hypervisor, and all of it is known', () => {
    const tally = fresh();
    codeOf(hypervisorImage).forEach((code) => sweep(code, 2, tally));

    expect(tally.differences).toEqual([]);
    expect(tally.known).toBeGreaterThan(1000);
  });

  it.each(['/usr/bin/env', '/usr/bin/awk', '/usr/bin/ld', '/usr/bin/git'])(
    'is right where we know the instruction, in %s if it is there',
    (path) => {
      const tally = fresh();
      if (existsSync(path)) codeOf(readFileSync(path)).forEach((code) => sweep(code, 2, tally));

      expect(tally.differences).toEqual([]);
    },
  );

  it.each([0, 1, 2] as const)('is right in random bytes in mode %i', (mode) => {
    const random = chance(20261122 + mode);
    const bytes = new Uint8Array(bytesMax).map(() => random.below(256));

    const tally = sweep(bytes, mode, fresh());

    expect(tally.differences).toEqual([]);
    expect(tally.known).toBeGreaterThan(20_000);
  });
});
