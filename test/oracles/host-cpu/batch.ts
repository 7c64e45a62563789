/** Cases drawn from a seed, and what this host's CPU made of them. */
import { spawnSync } from 'node:child_process';
import type { CpuModel } from '../../../src/isa/cpuid.ts';
import { hostVendor } from './host.ts';
import type { Subject } from './instances.ts';
import { writeCase } from './instances.ts';
import { chance, dataBytes, outcome, request } from './records.ts';
import { vectorPool, writeImages } from './vector-state.ts';

const batchCases = 10_000;

/** Cases that start from the same data pages, and what a CPU made of them. */
export interface Batch {
  /** Who made that CPU. */
  readonly vendor: CpuModel['vendor'];
  readonly contents: Uint8Array;
  /** The name of each case's meaning. */
  readonly names: readonly string[];
  readonly requests: Uint8Array;
  /** An outcome for each request. */
  readonly native: Buffer;
}

/** Draws cases from a seed and lets the host's CPU execute them, a batch at a time. */
export function* batchesOnHost(options: {
  harness: string;
  subjects: readonly Subject[];
  seed: number;
  cases: number;
}): Generator<Batch> {
  const random = chance(options.seed);
  const contents = new Uint8Array(dataBytes).map(() => random.below(256));
  const pool = vectorPool(random);
  writeImages(contents, pool, random);
  for (let done = 0; done < options.cases; done += batchCases) {
    const count = Math.min(batchCases, options.cases - done);
    const requests = new Uint8Array(count * request.bytes);
    const view = new DataView(requests.buffer);
    const names = Array.from({ length: count }, (_, at) => {
      const subject = options.subjects[(done + at) % options.subjects.length] as Subject;
      writeCase(view, at * request.bytes, subject, random, pool);
      return subject.name;
    });
    const native = onHost(options.harness, contents, requests);
    yield { vendor: hostVendor, contents, names, requests, native };
  }
}

function onHost(harness: string, contents: Uint8Array, requests: Uint8Array): Buffer {
  const input = Buffer.concat([contents, requests]);
  const result = spawnSync(harness, [], { input, maxBuffer: 1 << 30 });
  const bytes = (requests.length / request.bytes) * outcome.bytes;
  if (result.status !== 0 || result.stdout.length !== bytes) {
    throw new Error(`the harness failed: ${result.signal ?? ''} ${result.stderr.toString()}`);
  }
  return result.stdout;
}
