/** The answer to every packet; the compiler lists those that are forgotten. */
import type { AnswerTable } from './answer.ts';
import { allocateMemory } from './answers/allocate-memory.ts';
import { attach } from './answers/attach.ts';
import { attached } from './answers/attached.ts';
import { branchTraceOff } from './answers/branch-trace-off.ts';
import { branchTraceOn } from './answers/branch-trace-on.ts';
import { branchTraceSize } from './answers/branch-trace-size.ts';
import { checksumMemory } from './answers/checksum-memory.ts';
import { continueWithSignal } from './answers/continue-with-signal.ts';
import { continueBare } from './answers/continue.ts';
import { currentThread } from './answers/current-thread.ts';
import { defineTraceVariable } from './answers/define-trace-variable.ts';
import { defineTracepoint } from './answers/define-tracepoint.ts';
import { detachStoppedSupport } from './answers/detach-stopped-support.ts';
import { detach } from './answers/detach.ts';
import { errorStrings } from './answers/error-strings.ts';
import { disableTracepoint } from './answers/disable-tracepoint.ts';
import { enableTracepoint } from './answers/enable-tracepoint.ts';
import { extendedMode } from './answers/extended-mode.ts';
import { fileClose } from './answers/file-close.ts';
import { fileOpen } from './answers/file-open.ts';
import { fileReadLink } from './answers/file-read-link.ts';
import { fileRead } from './answers/file-read.ts';
import { fileSetRoot } from './answers/file-set-root.ts';
import { fileStat } from './answers/file-stat.ts';
import { hostInfo } from './answers/host-info.ts';
import { firstTraceVariable } from './answers/first-trace-variable.ts';
import { firstTracepoint } from './answers/first-tracepoint.ts';
import { insertBreakpoint } from './answers/insert-breakpoint.ts';
import { interrupt } from './answers/interrupt.ts';
import { killProcess } from './answers/kill-process.ts';
import { kill } from './answers/kill.ts';
import { listThreadsInStopReply } from './answers/list-threads-in-stop-reply.ts';
import { memoryRegion } from './answers/memory-region.ts';
import { monitor } from './answers/monitor.ts';
import { mustReplyEmpty } from './answers/must-reply-empty.ts';
import { processInfo } from './answers/process-info.ts';
import { nextTraceVariable } from './answers/next-trace-variable.ts';
import { nextTracepoint } from './answers/next-tracepoint.ts';
import { nonStop } from './answers/non-stop.ts';
import { queryEmulator } from './answers/query-emulator.ts';
import { queryPhysicalMode } from './answers/query-physical-mode.ts';
import { queryResume } from './answers/query-resume.ts';
import { queryStepBits } from './answers/query-step-bits.ts';
import { queryStepMode } from './answers/query-step-mode.ts';
import { querySupported } from './answers/query-supported.ts';
import { readMemoryBinary } from './answers/read-memory-binary.ts';
import { readMemory } from './answers/read-memory.ts';
import { readRegister } from './answers/read-register.ts';
import { readRegisters } from './answers/read-registers.ts';
import { removeBreakpoint } from './answers/remove-breakpoint.ts';
import { restart } from './answers/restart.ts';
import { resume } from './answers/resume.ts';
import { reverseContinue } from './answers/reverse-continue.ts';
import { reverseStep } from './answers/reverse-step.ts';
import { run } from './answers/run.ts';
import { searchMemory } from './answers/search-memory.ts';
import { selectTraceFrame } from './answers/select-trace-frame.ts';
import { setPhysicalMode } from './answers/set-physical-mode.ts';
import { setStepMode } from './answers/set-step-mode.ts';
import { setThread } from './answers/set-thread.ts';
import { startNoAck } from './answers/start-no-ack.ts';
import { stepWithSignal } from './answers/step-with-signal.ts';
import { stepBare } from './answers/step.ts';
import { stopReason } from './answers/stop-reason.ts';
import { stopped } from './answers/stopped.ts';
import { symbol } from './answers/symbol.ts';
import { threadAlive } from './answers/thread-alive.ts';
import { threadEvents } from './answers/thread-events.ts';
import { threadExtraInfo } from './answers/thread-extra-info.ts';
import { threadInfoMore } from './answers/thread-info-more.ts';
import { threadInfo } from './answers/thread-info.ts';
import { threadStopInfo } from './answers/thread-stop-info.ts';
import { threadSuffix } from './answers/thread-suffix.ts';
import { threadsInfo } from './answers/threads-info.ts';
import { traceBuffer } from './answers/trace-buffer.ts';
import { traceDisconnected } from './answers/trace-disconnected.ts';
import { traceInit } from './answers/trace-init.ts';
import { traceNotes } from './answers/trace-notes.ts';
import { traceReadOnly } from './answers/trace-read-only.ts';
import { traceStart } from './answers/trace-start.ts';
import { traceStatus } from './answers/trace-status.ts';
import { traceStop } from './answers/trace-stop.ts';
import { traceVariable } from './answers/trace-variable.ts';
import { tracepointSource } from './answers/tracepoint-source.ts';
import { tracepointStatus } from './answers/tracepoint-status.ts';
import { transferBranchTraceConfiguration } from './answers/transfer-branch-trace-configuration.ts';
import { transferBranchTrace } from './answers/transfer-branch-trace.ts';
import { transferExecFile } from './answers/transfer-exec-file.ts';
import { transferFeatures } from './answers/transfer-features.ts';
import { transferMemoryMap } from './answers/transfer-memory-map.ts';
import { transferOsdata } from './answers/transfer-osdata.ts';
import { transferSiginfo } from './answers/transfer-siginfo.ts';
import { transferThreads } from './answers/transfer-threads.ts';
import { watchpointSupport } from './answers/watchpoint-support.ts';
import { writeMemoryBinary } from './answers/write-memory-binary.ts';
import { writeMemory } from './answers/write-memory.ts';
import { writeRegister } from './answers/write-register.ts';
import { writeRegisters } from './answers/write-registers.ts';

export const answers: AnswerTable = {
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
