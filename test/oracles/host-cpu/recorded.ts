/** Cases and their outcomes on a CPU, in a file, for hosts that have no such CPU. */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { Batch } from './batch.ts';
import { dataBytes, outcome, request, stateBytes } from './records.ts';

export interface Recorded {
  /** The CPU that was asked. */
  readonly cpu: string;
  readonly batch: Batch;
}

/** The first line of a file; the oldest ones do not name the maker. */
interface Head {
  readonly cpu: string;
  readonly vendor?: Batch['vendor'];
  readonly names: string[];
}

/** What an outcome has in common with its request: most of it is as it was. */
const shared = [
  { inRequest: 0, inOutcome: 0, bytes: 128 },
  { inRequest: request.state, inOutcome: outcome.state, bytes: stateBytes.all },
];

/** Outcomes as changes of their requests, or back: the same thing undoes itself. */
function turn(requests: Uint8Array, native: Uint8Array): Buffer {
  const turned = Buffer.from(native);
  for (let at = 0; at * request.bytes < requests.length; at++) {
    for (const { inRequest, inOutcome, bytes } of shared) {
      const from = at * request.bytes + inRequest;
      const to = at * outcome.bytes + inOutcome;
      for (let byte = 0; byte < bytes; byte++)
        turned[to + byte] = (native[to + byte] ?? 0) ^ (requests[from + byte] ?? 0);
    }
  }
  return turned;
}

/** The bytes of a file: lengths and names in a line of JSON, then data pages, requests, outcomes. */
export function pack({ cpu, batch }: Recorded): Buffer {
  const { vendor, contents, names, requests, native } = batch;
  const head = `${JSON.stringify({ cpu, vendor, names })}\n`;
  const body = Buffer.concat([Buffer.from(head), contents, requests, turn(requests, native)]);
  const { BROTLI_PARAM_LGWIN, BROTLI_MAX_WINDOW_BITS } = constants;
  return brotliCompressSync(body, { params: { [BROTLI_PARAM_LGWIN]: BROTLI_MAX_WINDOW_BITS } });
}

/** What `pack` made; throws on anything else. */
export function unpack(file: Uint8Array): Recorded {
  const all = brotliDecompressSync(file);
  const line = all.indexOf('\n');
  const head = JSON.parse(all.subarray(0, line).toString()) as Head;
  const { cpu, vendor = 'AuthenticAMD', names } = head;
  const contentsAt = line + 1;
  const requestsAt = contentsAt + dataBytes;
  const nativeAt = requestsAt + names.length * request.bytes;
  // Copies begin at the beginning of their buffers, as DataViews of them expect.
  const contents = Uint8Array.from(all.subarray(contentsAt, requestsAt));
  const requests = Uint8Array.from(all.subarray(requestsAt, nativeAt));
  const native = turn(requests, all.subarray(nativeAt));
  return { cpu, batch: { vendor, contents, names, requests, native } };
}
