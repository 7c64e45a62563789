/** The first CPU of another gdb server: its registers, and steps of it. */
import {
  fromLittleEndian,
  bytesOfHex,
  bytesOfText,
  textOfBytes,
} from '../../protocol/rsp/numbers.ts';
import { nothing } from '../../protocol/rsp/packet.ts';
import { packets } from '../../protocol/rsp/packets.ts';
import {
  includedDocuments,
  readRegisterPlaces,
} from '../../protocol/rsp/target-description/read.ts';
import type { RegisterPlace } from '../../protocol/rsp/target-description/read.ts';
import { linearAddress } from '../foundation/addresses.ts';
import type { LinearAddress } from '../foundation/addresses.ts';
import { ConnectionLost, dial } from './client.ts';
import type { Client, ServerAddress } from './client.ts';

/** Bytes of memory or a document asked for at once: their digits fit in QEMU's packets of 4 KiB. */
const pieceBytes = 0x7c0;
const documentsMax = 16;
/** Firmware may have its time before the guest's first instruction. */
const runMilliseconds = 120_000;
/** QEMU's own packet: single steps (1) with interrupts, but with its timers standing still (4). */
const stepWithInterrupts = 'Qqemu.sstep=5';

export class RemoteCpu {
  readonly #client: Client;
  readonly #places: readonly RegisterPlace[];

  private constructor(client: Client, places: readonly RegisterPlace[]) {
    this.#client = client;
    this.#places = places;
  }

  /** Attaches to a server that stands still. Rejects with ConnectionLost. */
  static async attach(address: ServerAddress): Promise<RemoteCpu> {
    const client = await dial(address);
    const features = ['swbreak+', 'hwbreak+', 'xmlRegisters=i386'];
    await client.ask(packets.querySupported, { features });
    await client.askBody(bytesOfText(stepWithInterrupts));
    await client.ask(packets.stopReason, nothing);
    const places = readRegisterPlaces(await description(client));
    const names = new Set(places.map(({ name }) => name));
    if (!names.has('rip') || !names.has('eflags')) {
      client.hangUp();
      throw new ConnectionLost('it describes no x86-64 registers');
    }
    return new RemoteCpu(client, places);
  }

  /** All registers by gdb's names, as unsigned integers of their width. */
  async registers(): Promise<ReadonlyMap<string, bigint>> {
    const reply = await this.#client.ask(packets.readRegisters, {});
    const image = bytesOfHex(reply);
    if (image === undefined)
      throw new ConnectionLost(`it gives no registers: ${textOfBytes(reply)}`);
    return new Map(
      this.#places
        .filter(({ at, bytes }) => at + bytes <= image.length)
        .map(({ name, at, bytes }) => [name, fromLittleEndian(image.subarray(at, at + bytes))]),
    );
  }

  /** One step; why there was none, or undefined. A CPU that halts for good makes none. */
  async step(): Promise<string | undefined> {
    try {
      return stopOf(await this.#client.ask(packets.stepBare, {}));
    } catch (problem) {
      if (problem instanceof ConnectionLost) return problem.message;
      throw problem;
    }
  }

  /** Runs until the CPU is about to execute `address`; why it will not, or undefined. */
  async runTo(address: LinearAddress): Promise<string | undefined> {
    // Hardware breakpoints, because software ones are lost when firmware loads the image.
    const breakpoint = { type: 1, address, length: 1 } as const;
    const inserted = textOfBytes(await this.#client.ask(packets.insertBreakpoint, breakpoint));
    if (inserted !== 'OK') return `it refuses a breakpoint at 0x${address.toString(16)}`;
    const stop = stopOf(await this.#client.ask(packets.continueBare, {}, runMilliseconds));
    if (stop === undefined) await this.#client.ask(packets.removeBreakpoint, breakpoint);
    return stop;
  }

  /** Bytes at a linear address, fewer where nothing is mapped. */
  async readMemory(address: LinearAddress, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const request = {
        address: linearAddress(address + BigInt(done)),
        length: Math.min(length - done, pieceBytes),
      };
      const piece = bytesOfHex(await this.#client.ask(packets.readMemory, request));
      if (piece === undefined || piece.length === 0) return bytes.subarray(0, done);
      bytes.set(piece.subarray(0, request.length), done);
      done += piece.length;
    }
    return bytes;
  }

  /** Leaves the other machine where it is. */
  hangUp(): void {
    this.#client.hangUp();
  }
}

/** The description's documents one after another. */
async function description(client: Client): Promise<string> {
  const names = ['target.xml'];
  let xml = '';
  for (let at = 0; at < names.length; at += 1) {
    if (at === documentsMax) throw new ConnectionLost('its target description has no end');
    const document = await fetchDocument(client, names[at] ?? '');
    names.push(...includedDocuments(document));
    xml += document;
  }
  return xml;
}

async function fetchDocument(client: Client, annex: string): Promise<string> {
  let document = '';
  for (;;) {
    const request = { annex, offset: document.length, length: pieceBytes };
    const piece = textOfBytes(await client.ask(packets.transferFeatures, request));
    if (!/^[lm]/.test(piece))
      throw new ConnectionLost(`it does not describe its registers (${annex})`);
    document += piece.slice(1);
    if (piece.startsWith('l') || piece.length === 1) return document;
  }
}

/** undefined for a stop (`T`, `S`); otherwise what happened instead. */
function stopOf(reply: Uint8Array): string | undefined {
  const text = textOfBytes(reply);
  if (/^[TS]/.test(text)) return undefined;
  if (text.startsWith('W')) return `it ended with status ${parseInt(text.slice(1, 3), 16)}`;
  return `it answered '${text}'`;
}
