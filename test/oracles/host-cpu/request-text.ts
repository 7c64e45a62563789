/** A request as people read it: its instruction, and the state that this begins with. */
import { Decoder, Formatter, FormatterSyntax } from 'iced-x86';
import { codeBase, dataBase, registerNames, request, writableBytes } from './records.ts';

/** The bytes of the instruction in the request at `at`. */
export const codeOf = (requests: Uint8Array, at: number): Uint8Array =>
  requests.subarray(at + request.code, at + request.code + (requests[at + request.length] ?? 0));

export function describeRequest(requests: Uint8Array, at: number): string {
  const view = new DataView(requests.buffer, requests.byteOffset);
  const code = codeOf(requests, at);
  const decoder = new Decoder([16, 32, 64][requests[at + request.mode] ?? 2] ?? 64, code, 0);
  decoder.ip = BigInt(codeBase + view.getUint32(at + request.codeOffset, true));
  const text = new Formatter(FormatterSyntax.Gas).format(decoder.decode());
  const registers = registerNames.map(
    (name, number) => `${name}=${view.getBigUint64(at + number * 8, true).toString(16)}`,
  );
  const flags = view.getUint32(at + request.flags, true).toString(16);
  const poke = (view.getUint32(at + request.pokeOffset, true) + dataBase).toString(16);
  const bytes = Buffer.from(code).toString('hex');
  return `[${bytes}] ${text} {${registers.join(' ')} flags=${flags} poke=${poke} of ${writableBytes}}`;
}
