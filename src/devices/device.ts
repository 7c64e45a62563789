/** What a device is: bytes of machine state, port or memory windows, and signals to CPUs. */

/** Signals a device or another CPU can send to one CPU. `cpu` is the CPU index, not the APIC id. */
export type CpuSignal =
  | { readonly kind: 'nmi' }
  | { readonly kind: 'init' }
  | { readonly kind: 'sipi'; readonly vector: number }
  /** The local APIC has (or no longer has) a deliverable maskable interrupt. */
  | { readonly kind: 'intr'; readonly asserted: boolean }
  /** Where the CPU finds the window of its local APIC now, and whether it has an APIC at all. */
  | { readonly kind: 'apic'; readonly window: number | undefined; readonly enabled: boolean };

/** An interrupt message as it travels to the local APICs (SDM 3A 11.6.1, 11.11). */
export interface InterruptMessage {
  readonly vector: number;
  /** Delivery mode: 0 fixed, 1 lowest priority, 4 NMI, 5 INIT, 7 ExtINT; others are not for it. */
  readonly mode: number;
  /** The destination is logical, not an APIC id. */
  readonly logical: boolean;
  readonly destination: number;
  readonly levelTriggered: boolean;
}

/** An interrupt line of the board, named for who drives it. */
export type Line = 'pic' | 'uart' | 'pit' | 'rtc' | 'irq-0' | 'irq-8' | 'hpet' | 'sci' | 'keyboard';

/**
 * What the machine gives each device. All mutable device state lives in `state`, because that is
 * what a checkpoint carries: a device keeps nothing that changes in TypeScript objects.
 */
export interface DeviceContext {
  /** `stateBytes` bytes of machine state, zero at power-on. */
  readonly state: DataView;
  readonly cpuCount: number;
  /** Virtual time in nanoseconds since power-on: an integer below 2^53. */
  now(): number;
  /** The time stamp counter of a CPU: nanoseconds too, counted from what the guest wrote. */
  timeStamp(cpu: number): bigint;
  signal(cpu: number, signal: CpuSignal): void;
  /** Drives an interrupt line high or low; the board's wires say where it goes. */
  drive(line: Line, high: boolean): void;
  /** Sends a message to the local APICs. */
  sendInterrupt(message: InterruptMessage): void;
  /** Tells the IOAPICs that a level-triggered interrupt has been served. */
  broadcastEnd(vector: number): void;
  /** Tells whoever debugs the machine of a command that the local APIC of `cpu` carries out. */
  commanded(cpu: number, command: number, destination: number): void;
  /** The interrupt acknowledge cycle, which the 8259s answer with a vector. */
  externalVector(): number;
  /** A byte for the guest's console (stdout). */
  console(byte: number): void;
  /** The guest ended the machine with this exit status (0 to 255); `how`, if not by a debug exit. */
  exit(status: number, how?: string): void;
  /** Names something unknown once in the log. */
  unknown(what: string): void;
}

/** A register of a device as a debugger shows it. */
export interface DeviceRow {
  /** Which of several alike: `lapic 0`. */
  readonly unit: string;
  readonly register: string;
  readonly value: string;
  /** The value in words, where there is something to say. */
  readonly meaning: string;
}

/** Device behaviour; any part may be absent. Widths are 1, 2 or 4 bytes; values are unsigned. */
export interface Device {
  readonly name: string;
  /** What it is, in a few words, for the page of devices. */
  readonly help: string;
  readonly stateBytes: number;
  readonly ports?: readonly { readonly first: number; readonly last: number }[];
  /** `cpu` is the index of the CPU that executes the access. */
  readPort?(port: number, bytes: number, cpu: number): number;
  writePort?(port: number, bytes: number, value: number, cpu: number): void;
  /** Physical window for memory-mapped registers, page aligned. */
  readonly window?: { readonly base: number; readonly bytes: number };
  /** If it is elsewhere for each CPU: where; undefined: nowhere. It hides whatever is behind. */
  windowOf?(cpu: number): number | undefined;
  readMemory?(offset: number, bytes: number, cpu: number): number;
  writeMemory?(offset: number, bytes: number, value: number, cpu: number): void;
  /** A model-specific register of `cpu`: its value, or undefined for #GP. */
  readMsr?(number: number, cpu: number): bigint | undefined;
  /** False for #GP. Bits that are reserved have been checked. */
  writeMsr?(number: number, value: bigint, cpu: number): boolean;
  /** Local APICs: the task priority, of which CR8 is the upper half. */
  taskPriority?(cpu: number): number;
  setTaskPriority?(cpu: number, priority: number): void;
  /** Virtual time of the next thing this device does by itself, or undefined. */
  deadline?(): number | undefined;
  /** Called when `deadline()` has come (now() >= deadline). */
  advance?(): void;
  /** CPU `cpu` accepts the interrupt that `intr` announced: the vector to deliver. */
  acknowledge?(cpu: number): number;
  /** CPU `cpu` got INIT. */
  initialise?(cpu: number): void;
  /** A wire changed, or was driven as it was already: the device itself looks for edges. */
  input?(pin: number, high: boolean): void;
  /** Local APICs: a message from the board. */
  receiveInterrupt?(message: InterruptMessage): void;
  /** IOAPICs: a level-triggered interrupt of this vector has been served. */
  endInterrupt?(vector: number): void;
  /** The console's other direction: bytes for the guest; how many of them had room. */
  type?(bytes: Uint8Array): number;
  /** Interrupt controllers: their registers, for a debugger. Touches nothing. */
  describe?(): readonly DeviceRow[];
  /** 8259s: the vector for an interrupt acknowledge cycle. */
  externalVector?(): number;
}

/** Builds a device over its context; called once per machine, before power-on. */
export type DeviceFactory = { readonly stateBytes: number; create(context: DeviceContext): Device };
