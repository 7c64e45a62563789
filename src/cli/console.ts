/** The guest's console on its way to stdout: bytes, gathered so that each write is a full one. */

const chunkBytes = 4096;
/** How much console text a JSON report carries; what is beyond is counted, not kept. */
const keptBytesMax = 2 ** 20;

export interface GuestConsole {
  /** Takes one byte from the guest. */
  write(byte: number): void;
  /** Hands over what is gathered. */
  flush(): void;
}

/** A console that hands full chunks, and on `flush` the rest, to `sink`. */
export function streamingConsole(sink: (bytes: Uint8Array) => void): GuestConsole {
  let gathered = new Uint8Array(chunkBytes);
  let count = 0;
  const flush = (): void => {
    if (count === 0) return;
    sink(gathered.subarray(0, count));
    gathered = new Uint8Array(chunkBytes);
    count = 0;
  };
  return {
    flush,
    write(byte) {
      gathered[count++] = byte;
      if (count === chunkBytes) flush();
    },
  };
}

/** A console that keeps its text for a report. */
export interface KeptConsole extends GuestConsole {
  text(): string;
  /** Bytes that did not fit. */
  dropped(): number;
}

export function keptConsole(): KeptConsole {
  const kept: number[] = [];
  let dropped = 0;
  return {
    write(byte) {
      if (kept.length < keptBytesMax) kept.push(byte);
      else dropped++;
    },
    flush: () => undefined,
    text: () => new TextDecoder('latin1').decode(Uint8Array.from(kept)),
    dropped: () => dropped,
  };
}
