/** Compares outcomes of the host's CPU with ours, case by case. */
import type { Batch } from './batch.ts';
import {
  changedMax,
  codeBase,
  dataBase,
  never,
  outcome,
  pokeBytes,
  registerNames,
  request,
} from './records.ts';
import type { Aspect, Sides } from './makers.ts';
import { makerDifferencesOf } from './makers.ts';
import { codeOf, describeRequest } from './request-text.ts';
import type { Result } from './ring-three.ts';
import { RingThree } from './ring-three.ts';
import { tolerances } from './tolerance.ts';
import { compareStates, maskLikeOurs } from './vector-state.ts';
import { mayLeaveLongCode, undefinedFlags, undefinedResult } from './undefined.ts';

export interface Verdict {
  judged: number;
  /** Cases that differ as the makers do, by the reason in makers.ts. */
  readonly byMaker: Map<string, number>;
  /** One line for each instruction that differs, with its first case. */
  readonly differences: string[];
}

const linuxUserEnd = 0x7fff_ffff_f000n;
/** RFLAGS that count: all that user code can see. */
const visible = 0x0024_7fd5;
const rsp = 4;

/** The upper half of RSP, in both records. */
function forgetUpperHalf(...records: readonly Uint8Array[]): void {
  for (const record of records) record.fill(0, rsp * 8 + 4, rsp * 8 + 8);
}

/** Lets our machine execute the same cases; batches start from the same data pages. */
export function judge(batches: Iterable<Batch>): Verdict {
  let ours: RingThree | undefined;
  const found = new Map<string, { count: number; first: string }>();
  const byMaker = new Map<string, number>();
  let judged = 0;
  for (const batch of batches) {
    ours ??= new RingThree(batch.contents, batch.vendor);
    ours.startBatch();
    for (const [at, name] of batch.names.entries()) {
      const pair = new Pair(batch, at);
      const what = pair.compare(ours, name, byMaker);
      if (what === undefined) continue;
      judged++;
      if (what === '') continue;
      const key = `${name} ${what.split(':')[0] ?? ''}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { count: 1, first: `${pair.describe()} ${what}` });
      else known.count++;
    }
  }
  const differences = [...found].map(([key, { count, first }]) => `${key} (${count}): ${first}`);
  return { judged, byMaker, differences };
}

function compareMemory(ours: Uint8Array, theirs: Uint8Array): string {
  if (Buffer.compare(ours, theirs) === 0) return '';
  const at = ours.findIndex((byte, place) => byte !== theirs[place]);
  const hex = (bytes: Uint8Array): string =>
    Buffer.from(bytes.subarray(at, at + 16)).toString('hex');
  return `memory: ${hex(ours)} at ${(dataBase + at).toString(16)} instead of ${hex(theirs)}`;
}

class Pair {
  readonly #vendor: Batch['vendor'];
  readonly #contents: Uint8Array;
  readonly #requests: Uint8Array;
  readonly #view: DataView;
  readonly #at: number;
  readonly #native: Buffer;
  readonly #out: number;

  constructor({ vendor, contents, requests, native }: Batch, number: number) {
    this.#vendor = vendor;
    this.#contents = contents;
    this.#requests = requests;
    this.#view = new DataView(requests.buffer, requests.byteOffset);
    this.#at = number * request.bytes;
    this.#native = native;
    this.#out = number * outcome.bytes;
  }

  /** What differs, '' if nothing does, undefined if neither SDM nor host say what is right. */
  compare(ours: RingThree, name: string, byMaker: Map<string, number>): string | undefined {
    const shape = this.#shape();
    const expected = new Uint8Array(this.#contents);
    const pokeAt = this.#view.getUint32(this.#at + request.pokeOffset, true);
    expected.set(
      this.#requests.subarray(this.#at + request.poke, this.#at + request.poke + pokeBytes),
      pokeAt,
    );
    ours.data.set(expected);
    const result = ours.run(this.#requests, this.#view, this.#at);
    // Judged or not it has run, and left its bytes in the code pages.
    if (undefinedResult(name, shape) || this.#isInterrupted(name)) return undefined;
    if (this.#u32(outcome.vector) === never) return undefined;
    const changes = this.#applyChanges(expected);
    maskLikeOurs(name, expected);
    if (changes > changedMax) return `harness: ${changes} bytes changed`;
    const difference = (open: readonly Aspect[], tolerance = tolerances[name]): string =>
      (open.includes('fault') ? '' : this.#fault(result, open.includes('cr2'))) ||
      (open.includes('registers') ? '' : this.#registers(ours.registers, name)) ||
      (open.includes('flags') ? '' : this.#flags(result, undefinedFlags(name, shape))) ||
      (open.includes('state') ? '' : compareStates(ours.state.image, this.#state(), tolerance)) ||
      (open.includes('memory') ? '' : compareMemory(ours.data, expected));
    const what = difference([]);
    if (what === '') return what;
    const sides = this.#sides(result, ours.registers);
    const known = makerDifferencesOf(this.#vendor).find(
      ({ meanings, applies, open, tolerance }) =>
        meanings.test(name) && applies(sides) && difference(open, tolerance) === '',
    );
    if (known === undefined) return what;
    byMaker.set(known.reason, (byMaker.get(known.reason) ?? 0) + 1);
    return '';
  }

  #sides(result: Result, registers: Uint8Array): Sides {
    const ours = new DataView(registers.buffer, registers.byteOffset);
    const native = new DataView(this.#native.buffer, this.#native.byteOffset);
    const of = (view: DataView, at: number): bigint[] =>
      registerNames.map((_, number) => view.getBigUint64(at + number * 8, true));
    return {
      mode: this.#mode,
      code: this.#code(),
      rip: this.#rip,
      before: {
        registers: of(this.#view, this.#at),
        flags: this.#view.getUint32(this.#at + request.flags, true),
      },
      ours: { ...result, registers: of(ours, 0) },
      theirs: {
        vector: this.#u32(outcome.vector),
        error: this.#u32(outcome.error),
        flags: this.#u32(outcome.flags),
        rip: native.getBigUint64(this.#out + outcome.rip, true),
        cr2: native.getBigUint64(this.#out + outcome.cr2, true),
        registers: of(native, this.#out),
      },
    };
  }

  /** Where the instruction is. */
  get #rip(): bigint {
    const start = this.#view.getUint32(this.#at + request.codeOffset, true);
    return BigInt(this.#mode === 0 ? start : codeBase + start);
  }

  get #mode(): number {
    return this.#requests[this.#at + request.mode] ?? 2;
  }

  #u32(offset: number): number {
    return this.#native.readUInt32LE(this.#out + offset);
  }

  #applyChanges(expected: Uint8Array): number {
    const count = this.#u32(outcome.count);
    const from = this.#out + outcome.changed;
    expected.set(
      this.#native.subarray(from, from + Math.min(count, changedMax)),
      this.#u32(outcome.first),
    );
    return count;
  }

  #fault({ vector, error, rip, cr2 }: Result, anyCr2: boolean): string {
    const wanted = this.#u32(outcome.vector);
    if (vector !== wanted) return `vector: ${vector} instead of ${wanted}`;
    const wantedRip = this.#native.readBigUInt64LE(this.#out + outcome.rip);
    if (rip !== wantedRip) return `rip: ${rip.toString(16)} instead of ${wantedRip.toString(16)}`;
    if (vector < 10 || vector > 14 || anyCr2) return '';
    const wantedCr2 = this.#native.readBigUInt64LE(this.#out + outcome.cr2);
    // Linux says "present" of every address above its users' (fault.c, sanitize_error_code).
    const hidden = vector === 14 && cr2 >= linuxUserEnd ? 1 : 0;
    const wantedError = this.#u32(outcome.error) & ~hidden;
    if ((error & ~hidden) !== wantedError) return `error code: ${error} instead of ${wantedError}`;
    return vector !== 14 || cr2 === wantedCr2
      ? ''
      : `cr2: ${cr2.toString(16)} instead of ${wantedCr2.toString(16)}`;
  }

  #registers(registers: Uint8Array, name: string): string {
    const wanted = this.#native.subarray(this.#out, this.#out + 128);
    if (this.#mode === 2 && mayLeaveLongCode.has(name)) forgetUpperHalf(wanted, registers);
    if (Buffer.compare(wanted, registers) === 0) return '';
    const have = new DataView(registers.buffer, registers.byteOffset);
    const at = registerNames.findIndex(
      (_, number) => have.getBigUint64(number * 8, true) !== wanted.readBigUInt64LE(number * 8),
    );
    const [is, was] = [have.getBigUint64(at * 8, true), wanted.readBigUInt64LE(at * 8)];
    return `register: ${registerNames[at] ?? ''} ${is.toString(16)} instead of ${was.toString(16)}`;
  }

  /** The trap of TF takes the place of a fault in the middle of a gather (SDM 2C, VPGATHERDD). */
  #isInterrupted(name: string): boolean {
    const rip = this.#native.readBigUInt64LE(this.#out + outcome.rip);
    return name.includes('gather') && this.#u32(outcome.vector) === 1 && rip === this.#rip;
  }

  #state(): Uint8Array {
    return this.#native.subarray(this.#out + outcome.state, this.#out + outcome.bytes);
  }

  #flags({ flags }: Result, open: number): string {
    const wanted = this.#u32(outcome.flags);
    const differs = (flags ^ wanted) & visible & ~open;
    return differs === 0 ? '' : `flags: ${flags.toString(16)} instead of ${wanted.toString(16)}`;
  }

  #code(): Uint8Array {
    return codeOf(this.#requests, this.#at);
  }

  /** Width and masked shift count, read off the bytes by an independent decoder. */
  #shape(): { width: number; count: number } {
    const code = [...this.#code()];
    const first = code.findIndex(
      (byte) => ![0x66, 0x67, 0x26, 0x2e, 0x36, 0x3e, 0x65, 0xf0, 0xf2, 0xf3].includes(byte),
    );
    const rex = this.#mode === 2 && ((code[first] ?? 0) & 0xf0) === 0x40 ? (code[first] ?? 0) : 0;
    const at = rex === 0 ? first : first + 1;
    const isTwoByte = code[at] === 0x0f;
    const opcode = code[isTwoByte ? at + 1 : at] ?? 0;
    const narrow = (this.#mode === 0) !== code.slice(0, first).includes(0x66);
    const wide = (rex & 8) !== 0 ? 64 : narrow ? 16 : 32;
    const width = !isTwoByte && (opcode & 1) === 0 ? 8 : wide;
    const rcx = this.#requests[this.#at + 8] ?? 0;
    const byCl = isTwoByte ? (opcode & 7) === 5 : opcode === 0xd2 || opcode === 0xd3;
    const byOne = !isTwoByte && (opcode === 0xd0 || opcode === 0xd1);
    const count = byOne ? 1 : byCl ? rcx : (code.at(-1) ?? 0);
    return { width, count: count & (width === 64 ? 63 : 31) };
  }

  describe(): string {
    return describeRequest(this.#requests, this.#at);
  }
}
