/** docs/packets.md: the remote-protocol packets, answered and not. */
import { code, page, section, table } from '../markdown.ts';

interface Support {
  readonly level: 'full' | 'partly' | 'absent';
  readonly why?: string;
}

/** A row of the packet table, as far as the page shows it. */
export interface PacketRow {
  readonly prefix: string;
  readonly help: string;
  readonly support: Support;
  readonly features?: readonly string[];
  readonly needs?: string;
}

export interface AbsentPacketRow {
  readonly prefix: string;
  readonly support: Support;
}

/** The page, in the order of the packets' names. `announced` is the reply to `qSupported`. */
export function packetsPage(
  packets: readonly PacketRow[],
  absent: readonly AbsentPacketRow[],
  absentStops: readonly AbsentPacketRow[],
  announced: readonly string[],
): string {
  return page(
    'Packets of the remote protocol',
    'A packet is told by its first bytes; the longest prefix that fits decides. The file of each ' +
      'packet is in `protocol/rsp/packets/`, its answer in `src/debugger/answers/`.',
    'The first gdb drives, up to 16 others observe. What a packet needs: nothing but a connection; ' +
      "a machine that has not ended; the driver's seat; or both, since it changes the machine or lets " +
      'it run. To an observer that is refused with the reason. It sees the machine as it stands ' +
      'between two slices of running; `D` and `k` end its own connection only.',
    section(
      'Answered',
      table(
        ['Packet', 'What gdb gets by it', 'Support', 'Needs', 'Announced as'],
        inOrder(packets).map(({ prefix, help, support, needs = 'both', features = [] }) => [
          code(prefix),
          help,
          supportText(support),
          needs,
          features.map(code).join(' '),
        ]),
      ),
    ),
    section(
      'Known and absent',
      'Answered with the empty reply, by which gdb knows that it has to do without.',
      table(
        ['Packet', 'Why'],
        inOrder(absent).map(({ prefix, support }) => [code(prefix), supportText(support)]),
      ),
    ),
    section(
      'Stops that there are not',
      'Of the stop replies and their reasons that gdb knows these are never sent.',
      table(
        ['Stop', 'Why'],
        inOrder(absentStops).map(({ prefix, support }) => [code(prefix), supportText(support)]),
      ),
    ),
    section(
      'Anything else',
      'An unknown packet also gets the empty reply, and is named once in the log.',
    ),
    section('The reply to qSupported', announced.map((feature) => `- ${code(feature)}`).join('\n')),
  );
}

const supportText = ({ level, why = '' }: Support): string => {
  switch (level) {
    case 'full':
      return 'full';
    case 'partly':
      return `partly: ${why}`;
    case 'absent':
      return why;
  }
};

const inOrder = <Row extends { readonly prefix: string }>(rows: readonly Row[]): Row[] =>
  rows.toSorted((one, other) => (one.prefix < other.prefix ? -1 : 1));
