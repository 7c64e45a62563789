/** Packets that are known and answered with the empty reply, each with the reason. */
import { absent, type Support } from '../packet.ts';

export interface AbsentPacket {
  readonly prefix: string;
  readonly support: Support;
}

const row = (prefix: string, why: string): AbsentPacket => ({ prefix, support: absent(why) });

// prettier-ignore
export const absentPackets: readonly AbsentPacket[] = [
  row('!',             'there is one machine and it cannot be started anew'),
  row('R',             'there is one machine and it cannot be started anew'),
  row('vRun',          'there is one machine and it cannot be started anew'),
  row('vAttach',       'there is one machine and gdb is attached to it'),
  row('vFile:',        'the one file that is served is only read'),
  row('vCtrlC',        'Ctrl-C is the byte 0x03'),
  row('qTStatus',      'tracepoints are not there'),
  row('qTfV',          'tracepoints are not there'),
  row('qTfP',          'tracepoints are not there'),
  row('qL',            'superseded by qfThreadInfo'),
  row('qP',            'superseded by qThreadExtraInfo'),
  row('qOffsets',      'an image is loaded where it was linked'),
  row('qTLSAddr',      'a machine has no thread-local storage of its own'),
  row('QNonStop',      'all CPUs stop together'),
  row('bs',            'time runs forward only'),
  row('bc',            'time runs forward only'),
];
