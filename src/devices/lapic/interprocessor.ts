/** Messages from one local APIC to others: the interrupt command register (SDM 3A 11.6). */
import type { DeviceContext } from '../device.ts';
import { accept, apicError, processorPriority, reportError } from './priority.ts';
import type { LapicRegisters } from './registers.ts';
import { isEnabled, register } from './registers.ts';

/** Bits of the low word that software may write; the delivery status always reads as idle. */
export const commandWritable = 0x000ccfff;

const level = 1 << 14;
const levelTriggered = 1 << 15;
const logicalMode = 1 << 11;
const broadcast = 0xff;

type Delivery = (
  message: Message,
  targets: readonly LapicRegisters[],
  context: DeviceContext,
) => void;

interface Message {
  readonly command: number;
  readonly sender: LapicRegisters;
}

/** What each delivery mode does; a mode not listed is reserved. */
const deliveries: ReadonlyMap<number, Delivery> = new Map<number, Delivery>([
  [0, fixed],
  [1, lowestPriority],
  [4, (_, targets, context) => targets.forEach(({ cpu }) => context.signal(cpu, { kind: 'nmi' }))],
  [5, init],
  [6, startUp],
]);

const shorthand = { none: 0, self: 1, all: 2, others: 3 } as const;

/** Sends what `sender`'s command register says. */
export function sendCommand(
  sender: LapicRegisters,
  all: readonly LapicRegisters[],
  context: DeviceContext,
): void {
  const command = sender.get(register.commandLow);
  const mode = (command >> 8) & 7;
  const deliver = deliveries.get(mode);
  const whom = (command >> 18) & 3;
  // SDM 3A table 11-3: the shorthands that include the sender know only fixed interrupts.
  const impossible = mode !== 0 && (whom === shorthand.self || whom === shorthand.all);
  if (deliver === undefined || impossible) {
    context.unknown(`lapic: interrupt command 0x${command.toString(16)} is not valid`);
    return;
  }
  deliver({ command, sender }, targets(sender, whom, all), context);
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
  return all.filter((lapic) =>
    logical ? answersLogical(lapic, destination) : answersPhysical(lapic, destination),
  );
}

const answersPhysical = (lapic: LapicRegisters, destination: number): boolean =>
  destination === broadcast || lapic.get(register.id) >>> 24 === destination;

/** Flat or cluster, as the receiver's own destination format says (SDM 3A 11.6.2.2). */
function answersLogical(lapic: LapicRegisters, destination: number): boolean {
  const own = lapic.get(register.logicalDestination) >>> 24;
  if (lapic.get(register.destinationFormat) >>> 28 === 0xf) return (own & destination) !== 0;
  const cluster = destination >> 4;
  return (cluster === 0xf || cluster === own >> 4) && (own & destination & 0xf) !== 0;
}

function fixed(
  { command, sender }: Message,
  to: readonly LapicRegisters[],
  context: DeviceContext,
) {
  const vector = command & 0xff;
  if (vector < 16) reportError(sender, apicError.sentIllegal, context);
  else for (const lapic of to) accept(lapic, vector, context);
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

function init({ command }: Message, to: readonly LapicRegisters[], context: DeviceContext) {
  // INIT level de-assert only sets arbitration IDs, and nothing at all on integrated APICs.
  if ((command & levelTriggered) !== 0 && (command & level) === 0) return;
  for (const { cpu } of to) context.signal(cpu, { kind: 'init' });
}

function startUp({ command }: Message, to: readonly LapicRegisters[], context: DeviceContext) {
  for (const { cpu } of to) context.signal(cpu, { kind: 'sipi', vector: command & 0xff });
}
