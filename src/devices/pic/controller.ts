/** One 8259A: requests, mask, service, priorities and its command words (Intel 231468). */

/** Bytes of state of one controller. */
const at = {
  /** Levels of the eight input pins. */
  lines: 0,
  requested: 1,
  masked: 2,
  inService: 3,
  /** The pin of lowest priority, plus one: where the search for the highest begins. */
  first: 4,
  vectorBase: 5,
  /** ELCR: which inputs are sensitive to levels. */
  level: 6,
  /** Which initialisation word comes next: 2, 3 or 4; 0 when all have come. */
  nextWord: 7,
  /** ICW1 as written: bit 0 announces ICW4, bit 1 says there is no ICW3. */
  word1: 8,
  modes: 9,
  bytes: 16,
} as const;

export const controllerStateBytes = at.bytes;

/** Bits of the modes byte. */
const mode = {
  automaticEnd: 0x01,
  rotateOnAutomaticEnd: 0x02,
  specialMask: 0x04,
  specialFullyNested: 0x08,
  readInService: 0x10,
  poll: 0x20,
} as const;

/** The input of the master at which the slave is. */
export const cascadePin = 2;

export interface Controller {
  /** Whether the controller asks for attention. */
  readonly output: () => boolean;
  setInput(pin: number, high: boolean): void;
  /** Takes the request of highest priority: its pin, or undefined if there is none any more. */
  acknowledge(): number | undefined;
  /** The vector for one of the pins. */
  vector(pin: number): number;
  readCommand(): number;
  readMask(): number;
  writeCommand(value: number): void;
  writeData(value: number): void;
  triggering(): number;
  setTriggering(levels: number): void;
  /** What firmware leaves: initialised at `vectorBase`, with this mask. */
  preset(vectorBase: number, mask: number): void;
}

/** A controller over its bytes; `isMaster` matters to the special fully nested mode. */
export function controller(
  state: DataView,
  isMaster: boolean,
  unknown: (what: string) => void,
): Controller {
  const get = (cell: number): number => state.getUint8(cell);
  const set = (cell: number, value: number): void => state.setUint8(cell, value);
  const has = (bit: number): boolean => (get(at.modes) & bit) !== 0;
  const setMode = (bit: number, on: boolean): void =>
    set(at.modes, on ? get(at.modes) | bit : get(at.modes) & ~bit);

  /** How far from the highest priority the most urgent of `pins` is; 8 if there are none. */
  function rank(pins: number): number {
    if (pins === 0) return 8;
    let distance = 0;
    while ((pins & (1 << ((distance + get(at.first)) & 7))) === 0) distance++;
    return distance;
  }

  /** In the special mask mode, service of masked pins counts as over. */
  const serving = (): number =>
    get(at.inService) & (has(mode.specialMask) ? ~get(at.masked) : 0xff);

  function inhibiting(): number {
    // The slave may interrupt again while the master still serves it (ICW4 bit 4).
    const nested = isMaster && has(mode.specialFullyNested) ? ~(1 << cascadePin) : 0xff;
    return serving() & nested;
  }

  function candidate(): number | undefined {
    const distance = rank(get(at.requested) & ~get(at.masked));
    return distance < rank(inhibiting()) ? (distance + get(at.first)) & 7 : undefined;
  }

  function acknowledge(): number | undefined {
    const pin = candidate();
    if (pin === undefined) return undefined;
    const bit = 1 << pin;
    if ((get(at.level) & bit) === 0) set(at.requested, get(at.requested) & ~bit);
    if (!has(mode.automaticEnd)) set(at.inService, get(at.inService) | bit);
    else if (has(mode.rotateOnAutomaticEnd)) set(at.first, (pin + 1) & 7);
    return pin;
  }

  function end(pin: number, rotate: boolean): void {
    set(at.inService, get(at.inService) & ~(1 << pin));
    if (rotate) set(at.first, (pin + 1) & 7);
  }

  /** OCW2: rotate, specific and end of interrupt are bits 7, 6 and 5. */
  function priorityCommand(value: number): void {
    const rotate = (value & 0x80) !== 0;
    const pin = value & 7;
    switch ((value >> 5) & 3) {
      case 0:
        setMode(mode.rotateOnAutomaticEnd, rotate);
        return;
      case 1:
        if (serving() !== 0) end((rank(serving()) + get(at.first)) & 7, rotate);
        return;
      case 2:
        if (rotate) set(at.first, (pin + 1) & 7);
        return;
      default:
        end(pin, rotate);
    }
  }

  /** OCW3: the special mask, poll, and which register a read gives. */
  function readCommandWord(value: number): void {
    if ((value & 0x40) !== 0) setMode(mode.specialMask, (value & 0x20) !== 0);
    if ((value & 0x04) !== 0) setMode(mode.poll, true);
    else if ((value & 0x02) !== 0) setMode(mode.readInService, (value & 1) !== 0);
  }

  function initialise(value: number): void {
    if ((value & 0x08) !== 0) unknown('pic: level triggering by ICW1; this board has the ELCR');
    set(at.word1, value);
    set(at.nextWord, 2);
    // Edges are forgotten; an input that is high must fall and rise again.
    set(at.requested, get(at.requested) & get(at.level));
    for (const cell of [at.masked, at.inService, at.first, at.modes]) set(cell, 0);
  }

  function initialisationWord(value: number): void {
    const { word1, nextWord } = { word1: get(at.word1), nextWord: get(at.nextWord) };
    if (nextWord === 2) set(at.vectorBase, value & 0xf8);
    if (nextWord === 4) {
      setMode(mode.automaticEnd, (value & 0x02) !== 0);
      setMode(mode.specialFullyNested, (value & 0x10) !== 0);
    }
    const next = nextWord === 2 && (word1 & 2) === 0 ? 3 : 4;
    const isLast = nextWord === 4 || (next === 4 && (word1 & 1) === 0);
    set(at.nextWord, isLast ? 0 : next);
  }

  /** A read after a poll command is an acknowledge cycle of its own. */
  function polled(): number {
    setMode(mode.poll, false);
    const pin = acknowledge();
    return pin === undefined ? 0 : 0x80 | pin;
  }

  return {
    output: () => candidate() !== undefined,
    setInput(pin, high) {
      const bit = 1 << pin;
      const rises = high && (get(at.lines) & bit) === 0;
      set(at.lines, high ? get(at.lines) | bit : get(at.lines) & ~bit);
      // A request must last until it is acknowledged: when the line falls, so does it.
      if (!high) set(at.requested, get(at.requested) & ~bit);
      else if (rises || (get(at.level) & bit) !== 0) set(at.requested, get(at.requested) | bit);
    },
    acknowledge,
    vector: (pin) => get(at.vectorBase) | pin,
    readCommand() {
      if (has(mode.poll)) return polled();
      return get(has(mode.readInService) ? at.inService : at.requested);
    },
    readMask: () => (has(mode.poll) ? polled() : get(at.masked)),
    writeCommand(value) {
      if ((value & 0x10) !== 0) initialise(value);
      else if ((value & 0x08) !== 0) readCommandWord(value);
      else priorityCommand(value);
    },
    writeData(value) {
      if (get(at.nextWord) === 0) set(at.masked, value);
      else initialisationWord(value);
    },
    triggering: () => get(at.level),
    setTriggering(levels) {
      set(at.level, levels);
      set(at.requested, get(at.requested) | (get(at.lines) & levels));
    },
    preset(vectorBase, mask) {
      set(at.vectorBase, vectorBase);
      set(at.masked, mask);
    },
  };
}
