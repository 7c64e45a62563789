/** Messages to local APICs: from one to others by its command register (SDM 3A 11.6), or the board. */
import type { DeviceContext, InterruptMessage } from '../device.ts';
import {
  accept,
  announce,
  apicError,
  externalLatch,
  processorPriority,
  reportError,
} from './priority.ts';
import type { LapicRegisters } from './registers.ts';
import { isEnabled, register } from './registers.ts';

/** Bits of the low word that software may write; the delivery status always reads as idle. */
export const commandWritable = 0x000ccfff;

const level = 1 << 14;
const levelTriggered = 1 << 15;
const logicalMode = 1 << 11;
const broadcast = 0xff;

/** An interrupt message, and its sender if that is a local APIC. */
interface Message extends Pick<InterruptMessage, 'vector' | 'levelTriggered'> {
  readonly sender?: LapicRegisters;
}

type Delivery = (
  message: Message,
  targets: readonly LapicRegisters[],
  context: DeviceContext,
) => void;

/** What each delivery mode does; a mode not listed is reserved, or SMI, which nobody handles. */
const deliveries: ReadonlyMap<number, Delivery> = new Map<number, Delivery>([
  [0, fixed],
  [1, lowestPriority],
  [4, (_, targets, context) => targets.forEach(({ cpu }) => context.signal(cpu, { kind: 'nmi' }))],
  [5, (_, targets, context) => targets.forEach(({ cpu }) => context.signal(cpu, { kind: 'init' }))],
  [6, startUp],
  [7, external],
]);
const mode = { init: 5, startUp: 6, external: 7 } as const;

const shorthand = { none: 0, self: 1, all: 2, others: 3 } as const;

/** Sends what `sender`'s command register says. */
export function sendCommand(
  sender: LapicRegisters,
  all: readonly LapicRegisters[],
  context: DeviceContext,
): void {
  const command = sender.get(register.commandLow);
  const wanted = (command >> 8) & 7;
  const deliver = wanted === mode.external ? undefined : deliveries.get(wanted);
  const whom = (command >> 18) & 3;
  // SDM 3A table 11-3: the shorthands that include the sender know only fixed interrupts.
  const impossible = wanted !== 0 && (whom === shorthand.self || whom === shorthand.all);
  if (deliver === undefined || impossible) {
    context.unknown(`lapic: interrupt command 0x${command.toString(16)} is not valid`);
    return;
  }
  // INIT level de-assert only sets arbitration IDs, and nothing at all on integrated APICs.
  if (wanted === mode.init && (command & (levelTriggered | level)) === levelTriggered) return;
  const message = { vector: command & 0xff, levelTriggered: false, sender };
  deliver(message, targets(sender, whom, all), context);
}

/** Delivers what an IOAPIC or another device of the board sends. */
export function receive(
  message: InterruptMessage,
  all: readonly LapicRegisters[],
  context: DeviceContext,
): void {
  const deliver = message.mode === mode.startUp ? undefined : deliveries.get(message.mode);
  if (deliver === undefined) {
    context.unknown(`lapic: interrupt message with delivery mode ${message.mode}`);
    return;
  }
  const { logical, destination } = message;
  deliver(message, addressed(logical, destination, all), context);
}

function targets(
  sender: LapicRegisters,
  whom: number,
  all: readonly LapicRegisters[],
): readonly LapicRegisters[] {
  if (whom === shorthand.self) return [sender];
  if (whom === shorthand.all) return all;
  if (whom === shorthand.others) return all.filter((lapic) => lapic !== sender);
  const destination = sender.get(register.commandHigh) >>> 24;
  const logical = (sender.get(register.commandLow) & logicalMode) !== 0;
  return addressed(logical, destination, all);
}

const addressed = (
  logical: boolean,
  destination: number,
  all: readonly LapicRegisters[],
): readonly LapicRegisters[] =>
  all.filter((lapic) =>
    logical ? answersLogical(lapic, destination) : answersPhysical(lapic, destination),
  );

const answersPhysical = (lapic: LapicRegisters, destination: number): boolean =>
  destination === broadcast || lapic.get(register.id) >>> 24 === destination;

/** Flat or cluster, as the receiver's own destination format says (SDM 3A 11.6.2.2). */
function answersLogical(lapic: LapicRegisters, destination: number): boolean {
  const own = lapic.get(register.logicalDestination) >>> 24;
  if (lapic.get(register.destinationFormat) >>> 28 === 0xf) return (own & destination) !== 0;
  const cluster = destination >> 4;
  return (cluster === 0xf || cluster === own >> 4) && (own & destination & 0xf) !== 0;
}

function fixed(message: Message, to: readonly LapicRegisters[], context: DeviceContext) {
  const { vector, sender } = message;
  if (vector < 16 && sender !== undefined) reportError(sender, apicError.sentIllegal, context);
  else for (const lapic of to) accept(lapic, message, context);
}

// Real arbitration rotates among equals; the lowest CPU wins here, so that a run can be repeated.
function lowestPriority(message: Message, to: readonly LapicRegisters[], context: DeviceContext) {
  const [first, ...rest] = to.filter(isEnabled);
  if (first === undefined) return;
  const winner = rest.reduce(
    (best, lapic) => (processorPriority(lapic) < processorPriority(best) ? lapic : best),
    first,
  );
  fixed(message, [winner], context);
}

function startUp({ vector }: Message, to: readonly LapicRegisters[], context: DeviceContext) {
  for (const { cpu } of to) context.signal(cpu, { kind: 'sipi', vector });
}

/** The vector is asked for when the CPU takes the interrupt. */
function external(_: Message, to: readonly LapicRegisters[], context: DeviceContext) {
  for (const lapic of to) {
    lapic.setLines(lapic.lines() | externalLatch);
    announce(lapic, context);
  }
}
