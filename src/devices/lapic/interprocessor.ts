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
/** Destinations of 8 bits, and those of 32 that x2APICs send. */
const broadcast = { narrow: 0xff, wide: 0xffffffff } as const;

/** An interrupt message, and its sender if that is a local APIC. */
interface Message extends Pick<InterruptMessage, 'vector' | 'levelTriggered'> {
  readonly sender?: LapicRegisters;
}

type Delivery = (
  message: Message,
  targets: readonly LapicRegisters[],
  context: DeviceContext,
) => void;

/** What each delivery mode does; a mode not listed is reserved. */
const deliveries: ReadonlyMap<number, Delivery> = new Map<number, Delivery>([
  [0, fixed],
  [1, lowestPriority],
  [2, systemManagement],
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
  context.commanded(sender.cpu, command, destinationOf(sender));
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
  const { logical } = message;
  const destination = widened(message.destination);
  deliver(message, addressed({ logical, destination }, all), context);
}

function targets(
  sender: LapicRegisters,
  whom: number,
  all: readonly LapicRegisters[],
): readonly LapicRegisters[] {
  if (whom === shorthand.self) return [sender];
  const present = all.filter((lapic) => lapic.mode() !== 'off');
  if (whom === shorthand.all) return present;
  if (whom === shorthand.others) return present.filter((lapic) => lapic !== sender);
  const destination = destinationOf(sender);
  const logical = (sender.get(register.commandLow) & logicalMode) !== 0;
  return addressed({ logical, destination }, present);
}

function destinationOf(sender: LapicRegisters): number {
  const high = sender.get(register.commandHigh);
  return sender.mode() === 'x2apic' ? high : widened(high >>> 24);
}

const widened = (destination: number): number =>
  destination === broadcast.narrow ? broadcast.wide : destination;

interface Address {
  readonly logical: boolean;
  /** Of 32 bits. */
  readonly destination: number;
}

const addressed = (
  { logical, destination }: Address,
  all: readonly LapicRegisters[],
): readonly LapicRegisters[] =>
  all.filter((lapic) => {
    if (lapic.mode() === 'off') return false;
    if (!logical) return destination === broadcast.wide || lapic.cpu === destination;
    return lapic.mode() === 'x2apic'
      ? answersWide(lapic, destination)
      : answersNarrow(lapic, destination);
  });

/** The logical id of an x2APIC: its cluster above, one bit of 16 below (SDM 3A 11.12.10.2). */
export const logicalId = ({ cpu }: LapicRegisters): number =>
  ((cpu >> 4) << 16) | (1 << (cpu & 0xf));

function answersWide(lapic: LapicRegisters, destination: number): boolean {
  const own = logicalId(lapic);
  const sameCluster = destination >>> 16 === own >>> 16;
  return destination === broadcast.wide || (sameCluster && (destination & own & 0xffff) !== 0);
}

/** Flat or cluster, as the receiver's own destination format says (SDM 3A 11.6.2.2). */
function answersNarrow(lapic: LapicRegisters, destination: number): boolean {
  const own = lapic.get(register.logicalDestination) >>> 24;
  if (lapic.get(register.destinationFormat) >>> 28 === 0xf) return (own & destination) !== 0;
  const cluster = (destination >> 4) & 0xf;
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

function systemManagement(_: Message, to: readonly LapicRegisters[], context: DeviceContext) {
  for (const { cpu } of to) context.unknown(`lapic: SMI to CPU ${cpu}, which has no such mode`);
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
