/** What happened, for the person at the terminal: lines on a sink, never on the guest's console. */

/** The channels of `-d`, in QEMU's sense; `warn` is always on. */
export type LogChannel = 'warn' | 'rsp' | 'int' | 'cpu_reset' | 'patch' | 'smp';

export interface Log {
  /** Whether somebody reads the channel. */
  wants(channel: LogChannel): boolean;
  /** Writes one line if the channel is on; text that costs time to make is a function. */
  line(channel: LogChannel, text: string | (() => string)): void;
  /** Writes one line the first time this `key` is seen: unknown things are named once. */
  once(key: string, text: string): void;
}

/** A log that hands each enabled line (no newline) to `sink`. */
export function createLog(sink: (line: string) => void, channels: ReadonlySet<LogChannel>): Log {
  const named = new Set<string>();
  const wants = (channel: LogChannel): boolean => channel === 'warn' || channels.has(channel);
  return {
    wants,
    line(channel, text) {
      if (!wants(channel)) return;
      sink(`textpoke: ${typeof text === 'string' ? text : text()}`);
    },
    once(key, text) {
      if (named.has(key)) return;
      named.add(key);
      sink(`textpoke: ${text}`);
    },
  };
}

/** A log for callers who want no output. */
export const silentLog: Log = {
  wants: () => false,
  line: () => undefined,
  once: () => undefined,
};
