/** `qTStatus`: whether tracing runs, why it does not, and how many frames there are. */
import { bytesOfText, hexOf, textOfBytes } from '../numbers.ts';
import { nothing, packet, partly } from '../packet.ts';

/** Why tracing does not run. */
export type TraceEnd =
  | { readonly kind: 'never ran' }
  /** Somebody has stopped it. */
  | { readonly kind: 'stopped'; readonly why: string }
  /** There is no room for more frames. */
  | { readonly kind: 'full' }
  | { readonly kind: 'passcount'; readonly tracepoint: number }
  | { readonly kind: 'error'; readonly why: string; readonly tracepoint: number };

export interface TraceStatus {
  /** Undefined while it runs. */
  readonly end: TraceEnd | undefined;
  readonly frames: number;
  /** Those that made room for others as well. */
  readonly framesCreated: number;
  readonly bytesFree: number;
  readonly bytes: number;
  readonly circular: boolean;
  /** Whether it goes on when gdb is gone. */
  readonly disconnected: boolean;
  readonly user: string;
  readonly notes: string;
}

export const traceStatus = packet({
  prefix: 'qTStatus',
  follows: '',
  help: 'Tell whether tracing runs, why it has ended, and what it has noted.',
  support: partly('no times: a machine without a clock of this host starts and stops at moments'),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print(status: TraceStatus) {
    const { end, frames, framesCreated, bytesFree, bytes, circular, disconnected } = status;
    const fields = [
      ...(end === undefined ? ['1'] : ['0', printEnd(end)]),
      `tframes:${frames.toString(16)}`,
      `tcreated:${framesCreated.toString(16)}`,
      `tfree:${bytesFree.toString(16)}`,
      `tsize:${bytes.toString(16)}`,
      `circular:${circular ? 1 : 0}`,
      `disconn:${disconnected ? 1 : 0}`,
      `username:${hexText(status.user)}`,
      `notes:${hexText(status.notes)}`,
    ];
    return `T${fields.join(';')}`;
  },
});

function printEnd(end: TraceEnd): string {
  switch (end.kind) {
    case 'never ran':
      return 'tnotrun:0';
    case 'stopped':
      return `tstop:${hexText(end.why)}:0`;
    case 'full':
      return 'tfull:0';
    case 'passcount':
      return `tpasscount:${end.tracepoint.toString(16)}`;
    case 'error':
      return `terror:${hexText(end.why)}:${end.tracepoint.toString(16)}`;
  }
}

const hexText = (text: string): string => textOfBytes(hexOf(bytesOfText(text)));
