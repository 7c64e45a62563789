/** Breakpoints and watchpoints, kept beside memory and never in it. */
import type {
  BreakpointPlace,
  BreakpointRequest,
  BreakpointType,
} from '../../protocol/rsp/packets/insert-breakpoint.ts';
import { errno, refusal, type Refusal } from '../../protocol/rsp/refusal.ts';
import type { StopPoint } from '../../protocol/rsp/stop-reply.ts';
import {
  linearAddress,
  pageBytes,
  physicalAddress,
  type LinearAddress,
  type PhysicalAddress,
} from '../foundation/addresses.ts';
import { watchesMax, type Machine, type StopRule, type Watch } from '../machine/machine.ts';
import type { Agent } from './agent/agent.ts';
import { stopRule, termsOf, type Asker, type Terms } from './breakpoint-terms.ts';
import { physicalIn, placeOf } from './memory-space.ts';

const watchedBytesMax = 1 << 20;
const stopPointsMax = 4096;

/** A watchpoint as gdb set it, and the physical pieces it was translated to when it was set. */
interface WatchPoint {
  readonly address: LinearAddress;
  readonly kind: 'watch' | 'rwatch' | 'awatch';
  readonly pieces: readonly Watch[];
}

/** What stands at one address: for each type its conditions and commands. */
interface BreakpointAtAddress {
  readonly address: LinearAddress;
  readonly types: Map<BreakpointType, Terms>;
  readonly rule: StopRule;
}

const watchKinds = {
  2: { kind: 'watch', access: 'write' },
  3: { kind: 'rwatch', access: 'read' },
  4: { kind: 'awatch', access: 'access' },
} as const;

/**
 * What gdb has inserted. A repeated `Z` changes nothing and one `z` takes it away (gdb manual E.2).
 * The machine sees each breakpoint address and each physical piece once, however many want it.
 */
export class Breakpoints {
  readonly #machine: Machine;
  readonly #agent: Agent;
  readonly #breakpoints = new Map<LinearAddress, BreakpointAtAddress>();
  readonly #watchPoints = new Map<string, WatchPoint>();
  readonly #pieces = new Map<string, { readonly watch: Watch; uses: number }>();

  constructor(machine: Machine, agent: Agent) {
    this.#machine = machine;
    this.#agent = agent;
  }

  /** Inserts a stop point; a watchpoint is translated by the page tables of `cpu` as they are now. */
  insert(cpu: number, request: BreakpointRequest, who: Asker = {}): Refusal | undefined {
    const { type } = request;
    const count = this.#breakpoints.size + this.#watchPoints.size;
    if (count >= stopPointsMax && !this.#isThere(request)) {
      return refusal(errno.invalid, `more than ${stopPointsMax} breakpoints and watchpoints`);
    }
    if (type !== 0 && type !== 1) return this.#insertWatch(cpu, type, request);
    if (physicalIn(request.address) !== undefined) {
      return refusal(errno.badAddress, 'a breakpoint has a linear address, not a physical one');
    }
    return this.#insertBreakpoint(type, request, who);
  }

  /** gdb sets again what is there, with other conditions. */
  #isThere(request: BreakpointRequest): boolean {
    const { type, address } = request;
    if (type === 0 || type === 1) return this.#breakpoints.has(address);
    return this.#watchPoints.has(keyOf(request));
  }

  /** Removes a stop point; one that is not there is no mistake. */
  remove(request: BreakpointPlace): void {
    const { type, address } = request;
    if (type === 0 || type === 1) this.#removeBreakpoint(type, address);
    else this.#removeWatch(keyOf(request));
  }

  /** Removes everything: the client has gone. */
  clear(): void {
    for (const { address, types } of [...this.#breakpoints.values()]) {
      for (const type of [...types.keys()]) if (type < 2) this.#removeBreakpoint(type, address);
    }
    for (const key of [...this.#watchPoints.keys()]) this.#removeWatch(key);
  }

  /** The kind of breakpoint at `address`; the software one if both are there. */
  pointAt(address: LinearAddress): StopPoint | undefined {
    const types = this.#breakpoints.get(address)?.types;
    if (types === undefined) return undefined;
    return { kind: types.has(0) ? 'swbreak' : 'hwbreak' };
  }

  /** The watchpoint that a hit at `physical` belongs to, and the address gdb knows the byte by. */
  watchAt(physical: PhysicalAddress, access: 'read' | 'write'): StopPoint | undefined {
    for (const { address, kind, pieces } of this.#watchPoints.values()) {
      let offset = 0;
      for (const piece of pieces) {
        const inside = physical - piece.physical;
        const wanted = piece.access === 'access' || piece.access === access;
        if (wanted && inside >= 0 && inside < piece.bytes) {
          const byte = linearAddress(address + BigInt(offset + inside));
          return { kind, address: byte, begin: address };
        }
        offset += piece.bytes;
      }
    }
    return undefined;
  }

  /** gdb inserts a breakpoint again when its conditions have changed. */
  #insertBreakpoint(type: 0 | 1, request: BreakpointRequest, who: Asker): Refusal | undefined {
    const { address } = request;
    const terms = termsOf(request, who);
    if ('kind' in terms) return terms;
    const existing = this.#breakpoints.get(address);
    if (existing !== undefined) {
      existing.types.set(type, terms);
      return undefined;
    }
    const types = new Map([[type, terms]]);
    const rule = stopRule(this.#machine, this.#agent, types);
    this.#breakpoints.set(address, { address, types, rule });
    this.#machine.insertBreakpoint(address, rule);
    return undefined;
  }

  #removeBreakpoint(type: BreakpointType, address: LinearAddress): void {
    const existing = this.#breakpoints.get(address);
    if (existing?.types.delete(type) !== true || existing.types.size > 0) return;
    this.#breakpoints.delete(address);
    this.#machine.removeBreakpoint(address, existing.rule);
  }

  #insertWatch(cpu: number, type: 2 | 3 | 4, request: BreakpointRequest): Refusal | undefined {
    const { address, length } = request;
    const key = keyOf(request);
    if (this.#watchPoints.has(key)) return undefined;
    if (length < 1 || length > watchedBytesMax) {
      return refusal(errno.invalid, `a watchpoint watches 1 to ${watchedBytesMax} bytes`);
    }
    const { kind, access } = watchKinds[type];
    const pieces: Watch[] = [];
    for (const part of pagePartsOf(address, length)) {
      const physical = placeOf(this.#machine, cpu, part.address);
      if (physical === undefined) {
        const where = `0x${part.address.toString(16)}`;
        return refusal(errno.badAddress, `${where} is not mapped on CPU ${cpu}, so not watched`);
      }
      if (this.#machine.readPhysical(physical, part.bytes).length < part.bytes) {
        const where = `physical 0x${physical.toString(16)}`;
        return refusal(errno.badAddress, `${where} is neither RAM nor ROM, so not watched`);
      }
      pieces.push({ physical: physicalAddress(physical), bytes: part.bytes, access });
    }
    if (this.#pieces.size + pieces.length > watchesMax) {
      return refusal(errno.invalid, `more than ${watchesMax} watched pieces of pages`);
    }
    this.#watchPoints.set(key, { address, kind, pieces });
    for (const piece of pieces) this.#usePiece(piece);
    return undefined;
  }

  #removeWatch(key: string): void {
    const point = this.#watchPoints.get(key);
    this.#watchPoints.delete(key);
    for (const piece of point?.pieces ?? []) this.#releasePiece(piece);
  }

  #usePiece(watch: Watch): void {
    const held = this.#pieces.get(pieceKey(watch));
    if (held !== undefined) {
      held.uses += 1;
      return;
    }
    this.#pieces.set(pieceKey(watch), { watch, uses: 1 });
    this.#machine.insertWatch(watch);
  }

  #releasePiece(watch: Watch): void {
    const held = this.#pieces.get(pieceKey(watch));
    if (held === undefined) return;
    held.uses -= 1;
    if (held.uses > 0) return;
    this.#pieces.delete(pieceKey(watch));
    this.#machine.removeWatch(held.watch);
  }
}

const keyOf = ({ type, address, length }: BreakpointPlace): string =>
  `${type},${address},${length}`;

const pieceKey = ({ physical, bytes, access }: Watch): string => `${physical},${bytes},${access}`;

/** The parts of a range that lie in one page each. */
function* pagePartsOf(
  start: LinearAddress,
  length: number,
): Generator<{ readonly address: LinearAddress; readonly bytes: number }> {
  for (let done = 0; done < length;) {
    const address = linearAddress(start + BigInt(done));
    const left = pageBytes - Number(address % BigInt(pageBytes));
    const bytes = Math.min(left, length - done);
    yield { address, bytes };
    done += bytes;
  }
}
