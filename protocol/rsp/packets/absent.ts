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
  row('qTStatus',      'tracepoints are not there'),
  row('qTfV',          'tracepoints are not there'),
  row('qTfP',          'tracepoints are not there'),
  row('qL',            'superseded by qfThreadInfo'),
  row('qP',            'superseded by qThreadExtraInfo'),
  row('qOffsets',      'an image is loaded where it was linked'),
  row('qTLSAddr',      'a machine has no thread-local storage of its own'),
];
