/** Packets that are known and answered with the empty reply, each with the reason. */
import { absent, type Support } from '../packet.ts';

export interface AbsentPacket {
  readonly prefix: string;
  readonly support: Support;
}

const row = (prefix: string, why: string): AbsentPacket => ({ prefix, support: absent(why) });

// prettier-ignore
export const absentPackets: readonly AbsentPacket[] = [
  row('QEnvironment',  'an image has a command line and no environment'),
  row('QSetWorkingDir', 'a machine has no working directory'),
  row('QStartupWithShell', 'no shell starts a machine'),
  row('QDisableRandomization', 'an image is loaded where it was linked'),
  row('vFile:',        'the one file that is served is only read'),
  row('Qbtrace:pt',    'a processor trace is in packets of Intel; bts tells the same'),
  row('Qbtrace-conf:pt:size=', 'a processor trace is in packets of Intel; bts tells the same'),
  row('qTMinFTPILen',  'no jump is ever written for a fast tracepoint'),
  row('qTfSTM',        'the guest has no markers for static tracepoints'),
  row('qTsSTM',        'the guest has no markers for static tracepoints'),
  row('qTSTMat:',      'the guest has no markers for static tracepoints'),
  row('qTBuffer:',     'a trace frame is a moment, not bytes: --record keeps a run'),
  row('QTSave:',       'a trace frame is a moment, not bytes: --record keeps a run'),
  row('qXfer:traceframe-info:read:', 'all memory of the moment is there, not only what was collected'),
  row('qXfer:statictrace:read:', 'the guest has no markers for static tracepoints'),
  row('qL',            'superseded by qfThreadInfo'),
  row('qP',            'superseded by qThreadExtraInfo'),
  row('qOffsets',      'an image is loaded where it was linked'),
  row('qTLSAddr',      'a machine has no thread-local storage of its own'),
];
