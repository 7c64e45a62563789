/** The packet table: which file answers for which prefix. */
import { Fields } from './fields.ts';
import type { Packet } from './packet.ts';
import { absentPackets } from './packets/absent.ts';
import { allocateMemory } from './packets/allocate-memory.ts';
import { attach } from './packets/attach.ts';
import { attached } from './packets/attached.ts';
import { branchTraceOff } from './packets/branch-trace-off.ts';
import { branchTraceOn } from './packets/branch-trace-on.ts';
import { branchTraceSize } from './packets/branch-trace-size.ts';
import { checksumMemory } from './packets/checksum-memory.ts';
import { continueWithSignal } from './packets/continue-with-signal.ts';
import { continueBare } from './packets/continue.ts';
import { currentThread } from './packets/current-thread.ts';
import { defineTraceVariable } from './packets/define-trace-variable.ts';
import { defineTracepoint } from './packets/define-tracepoint.ts';
import { detachStoppedSupport } from './packets/detach-stopped-support.ts';
import { detach } from './packets/detach.ts';
import { errorStrings } from './packets/error-strings.ts';
import { disableTracepoint } from './packets/disable-tracepoint.ts';
import { enableTracepoint } from './packets/enable-tracepoint.ts';
import { extendedMode } from './packets/extended-mode.ts';
import { fileClose } from './packets/file-close.ts';
import { fileOpen } from './packets/file-open.ts';
import { fileReadLink } from './packets/file-read-link.ts';
import { fileRead } from './packets/file-read.ts';
import { fileSetRoot } from './packets/file-set-root.ts';
import { fileStat } from './packets/file-stat.ts';
import { hostInfo } from './packets/host-info.ts';
import { firstTraceVariable } from './packets/first-trace-variable.ts';
import { firstTracepoint } from './packets/first-tracepoint.ts';
import { insertBreakpoint } from './packets/insert-breakpoint.ts';
import { interrupt } from './packets/interrupt.ts';
import { killProcess } from './packets/kill-process.ts';
import { kill } from './packets/kill.ts';
import { listThreadsInStopReply } from './packets/list-threads-in-stop-reply.ts';
import { memoryRegion } from './packets/memory-region.ts';
import { monitor } from './packets/monitor.ts';
import { mustReplyEmpty } from './packets/must-reply-empty.ts';
import { processInfo } from './packets/process-info.ts';
import { nextTraceVariable } from './packets/next-trace-variable.ts';
import { nextTracepoint } from './packets/next-tracepoint.ts';
import { nonStop } from './packets/non-stop.ts';
import { queryEmulator } from './packets/query-emulator.ts';
import { queryPhysicalMode } from './packets/query-physical-mode.ts';
import { queryResume } from './packets/query-resume.ts';
import { queryStepBits } from './packets/query-step-bits.ts';
import { queryStepMode } from './packets/query-step-mode.ts';
import { querySupported } from './packets/query-supported.ts';
import { readMemoryBinary } from './packets/read-memory-binary.ts';
import { readMemory } from './packets/read-memory.ts';
import { readRegister } from './packets/read-register.ts';
import { readRegisters } from './packets/read-registers.ts';
import { removeBreakpoint } from './packets/remove-breakpoint.ts';
import { restart } from './packets/restart.ts';
import { resume } from './packets/resume.ts';
import { reverseContinue } from './packets/reverse-continue.ts';
import { reverseStep } from './packets/reverse-step.ts';
import { run } from './packets/run.ts';
import { searchMemory } from './packets/search-memory.ts';
import { selectTraceFrame } from './packets/select-trace-frame.ts';
import { setPhysicalMode } from './packets/set-physical-mode.ts';
import { setStepMode } from './packets/set-step-mode.ts';
import { setThread } from './packets/set-thread.ts';
import { startNoAck } from './packets/start-no-ack.ts';
import { stepWithSignal } from './packets/step-with-signal.ts';
import { stepBare } from './packets/step.ts';
import { stopReason } from './packets/stop-reason.ts';
import { stopped } from './packets/stopped.ts';
import { symbol } from './packets/symbol.ts';
import { threadAlive } from './packets/thread-alive.ts';
import { threadEvents } from './packets/thread-events.ts';
import { threadExtraInfo } from './packets/thread-extra-info.ts';
import { threadInfoMore } from './packets/thread-info-more.ts';
import { threadInfo } from './packets/thread-info.ts';
import { threadStopInfo } from './packets/thread-stop-info.ts';
import { threadSuffix } from './packets/thread-suffix.ts';
import { threadsInfo } from './packets/threads-info.ts';
import { traceBuffer } from './packets/trace-buffer.ts';
import { traceDisconnected } from './packets/trace-disconnected.ts';
import { traceInit } from './packets/trace-init.ts';
import { traceNotes } from './packets/trace-notes.ts';
import { traceReadOnly } from './packets/trace-read-only.ts';
import { traceStart } from './packets/trace-start.ts';
import { traceStatus } from './packets/trace-status.ts';
import { traceStop } from './packets/trace-stop.ts';
import { traceVariable } from './packets/trace-variable.ts';
import { tracepointSource } from './packets/tracepoint-source.ts';
import { tracepointStatus } from './packets/tracepoint-status.ts';
import { transferBranchTraceConfiguration } from './packets/transfer-branch-trace-configuration.ts';
import { transferBranchTrace } from './packets/transfer-branch-trace.ts';
import { transferExecFile } from './packets/transfer-exec-file.ts';
import { transferFeatures } from './packets/transfer-features.ts';
import { transferMemoryMap } from './packets/transfer-memory-map.ts';
import { transferOsdata } from './packets/transfer-osdata.ts';
import { transferSiginfo } from './packets/transfer-siginfo.ts';
import { transferThreads } from './packets/transfer-threads.ts';
import { watchpointSupport } from './packets/watchpoint-support.ts';
import { writeMemoryBinary } from './packets/write-memory-binary.ts';
import { writeMemory } from './packets/write-memory.ts';
import { writeRegister } from './packets/write-register.ts';
import { writeRegisters } from './packets/write-registers.ts';

/** Every supported packet by name. */
export const packets = {
  allocateMemory,
  attach,
  attached,
  branchTraceOff,
  branchTraceOn,
  branchTraceSize,
  checksumMemory,
  continueBare,
  continueWithSignal,
  currentThread,
  defineTraceVariable,
  defineTracepoint,
  detach,
  detachStoppedSupport,
  errorStrings,
  disableTracepoint,
  enableTracepoint,
  extendedMode,
  fileClose,
  fileOpen,
  fileRead,
  fileReadLink,
  fileSetRoot,
  fileStat,
  hostInfo,
  firstTraceVariable,
  firstTracepoint,
  insertBreakpoint,
  interrupt,
  kill,
  killProcess,
  listThreadsInStopReply,
  memoryRegion,
  monitor,
  mustReplyEmpty,
  processInfo,
  nextTraceVariable,
  nextTracepoint,
  nonStop,
  queryEmulator,
  queryPhysicalMode,
  queryResume,
  queryStepBits,
  queryStepMode,
  querySupported,
  readMemory,
  readMemoryBinary,
  readRegister,
  readRegisters,
  removeBreakpoint,
  restart,
  resume,
  reverseContinue,
  reverseStep,
  run,
  searchMemory,
  selectTraceFrame,
  setPhysicalMode,
  setStepMode,
  setThread,
  startNoAck,
  stepBare,
  stepWithSignal,
  stopReason,
  stopped,
  symbol,
  threadAlive,
  threadEvents,
  threadExtraInfo,
  threadInfo,
  threadInfoMore,
  threadsInfo,
  threadStopInfo,
  threadSuffix,
  traceBuffer,
  traceDisconnected,
  traceInit,
  traceNotes,
  traceReadOnly,
  traceStart,
  traceStatus,
  traceStop,
  traceVariable,
  tracepointSource,
  tracepointStatus,
  transferBranchTrace,
  transferBranchTraceConfiguration,
  transferExecFile,
  transferFeatures,
  transferMemoryMap,
  transferOsdata,
  transferSiginfo,
  transferThreads,
  watchpointSupport,
  writeMemory,
  writeMemoryBinary,
  writeRegister,
  writeRegisters,
};

export type PacketName = keyof typeof packets;
export type Requests = { [N in PacketName]: ReturnType<(typeof packets)[N]['parse']> };
export type Replies = { [N in PacketName]: Parameters<(typeof packets)[N]['print']>[0] };

/** A request with the name of its packet. */
export type Asked<N extends PacketName = PacketName> = {
  [K in N]: { readonly kind: 'asked'; readonly name: K; readonly request: Requests[K] };
}[N];

export type Recognised =
  | Asked
  /** A known packet with a wrong field. */
  | { readonly kind: 'malformed'; readonly name: PacketName; readonly why: string }
  /** A packet this server does without; the right reply is the empty one. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' };

type Row =
  | {
      readonly prefix: string;
      readonly name: PacketName;
      readonly packet: Packet<unknown, unknown>;
    }
  /** A packet this server does without. */
  | { readonly prefix: string; readonly name?: undefined; readonly packet?: undefined };

const supported = Object.entries(packets) as [PacketName, Packet<unknown, unknown>][];

/** What may begin with each byte, the longest prefix first: looked at for each packet. */
const rowsOfByte: readonly (readonly Row[])[] = (() => {
  const rows: Row[] = [
    ...supported.map(([name, packet]) => ({ prefix: packet.prefix, name, packet })),
    ...absentPackets.map(({ prefix }) => ({ prefix })),
  ];
  rows.sort((one, other) => other.prefix.length - one.prefix.length);
  return Array.from({ length: 256 }, (_, byte) =>
    rows.filter(({ prefix }) => prefix.charCodeAt(0) === byte),
  );
})();

const begins = (body: Uint8Array, prefix: string): boolean => {
  for (let index = 0; index < prefix.length; index += 1) {
    if (body[index] !== prefix.charCodeAt(index)) return false;
  }
  return true;
};

const letter = /[A-Za-z]/;

/** Whether behind the prefix there is nothing, or what the packet may go on with. */
function goesOn(body: Uint8Array, at: number, follows: string | undefined): boolean {
  const next = body[at];
  if (next === undefined || follows === undefined) return true;
  const character = String.fromCharCode(next);
  return follows.includes(character) || (follows !== '' && !letter.test(character));
}

/** The packet and request that `body` is. */
export function recognise(body: Uint8Array): Recognised {
  const row = rowsOfByte[body[0] ?? 0]?.find(
    ({ prefix, packet }) => begins(body, prefix) && goesOn(body, prefix.length, packet?.follows),
  );
  if (row === undefined) return { kind: 'unknown' };
  if (row.name === undefined) return { kind: 'absent' };
  const { name, packet } = row;
  const fields = new Fields(body, packet.prefix.length);
  const request = packet.parse(fields);
  if (fields.complaint !== undefined) return { kind: 'malformed', name, why: fields.complaint };
  // The row that parsed the request is the one that names it.
  return { kind: 'asked', name, request } as Asked;
}

/** What `qSupported` announces: every row's features, and the longest body accepted. */
export const announcedFeatures = (bodyBytesMax: number): string[] => [
  `PacketSize=${bodyBytesMax.toString(16)}`,
  'multiprocess+',
  'error-message+',
  ...supported.flatMap(([, { features = [] }]) => features),
];
