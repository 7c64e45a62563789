/** What gdb expects around the reply to some packets, and what they may not be asked for. */
import type { PacketName } from '../../protocol/rsp/packets.ts';

/** gdb waits for a stop after these, and shows text until then. */
export const resuming: ReadonlySet<PacketName> = new Set([
  'continueBare',
  'continueWithSignal',
  'resume',
  'reverseContinue',
  'reverseStep',
  'stepBare',
  'stepWithSignal',
]);

/** What is done at the present moment only, not while a trace frame is looked at. */
export const presentOnly: ReadonlySet<PacketName> = new Set([
  ...resuming,
  'branchTraceOn',
  'transferBranchTrace',
  'writeMemory',
  'writeMemoryBinary',
  'writeRegister',
  'writeRegisters',
]);

/** gdb shows text before the replies to these as well. */
export const tracing: ReadonlySet<PacketName> = new Set([
  'defineTraceVariable',
  'defineTracepoint',
  'disableTracepoint',
  'enableTracepoint',
  'selectTraceFrame',
  'traceBuffer',
  'traceInit',
  'traceStart',
  'traceStop',
  'tracepointSource',
]);

/** gdb waits for the reply to these for ever; that of others it gives up after some seconds. */
export const patient: ReadonlySet<PacketName> = new Set([...resuming, 'monitor']);
