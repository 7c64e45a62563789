/** What the speed guest says: a line on port 0xe9 when it is ready, and one behind each phase. */

/** Phases in their order, and how much a phase does where that is not counted in instructions. */
// prettier-ignore
export const phases = [
  'alu', 'memory', 'chase', 'hash', 'calls', 'sort', 'int3', 'poke', 'rep',
  'locks1', 'locks2', 'locks4', 'locks8',
] as const;
export type Phase = (typeof phases)[number];

/** Bytes that phase `rep` copies and fills. */
export const repBytes = 32 * 2 * 2 ** 20;

/** One phase as an emulator did it. */
export interface PhaseResult {
  readonly milliseconds: number;
  readonly checksum: string;
}

export type Report = ReadonlyMap<Phase, PhaseResult>;

const isPhase = (word: string): word is Phase => phases.some((phase) => phase === word);

/** Takes the guest's output as it comes; the time of a phase is that between two lines. */
export class Listener {
  readonly report = new Map<Phase, PhaseResult>();
  readonly #onPhase: (phase: Phase) => void;
  #line = '';
  #since = performance.now();
  #done = false;

  constructor(onPhase: (phase: Phase) => void = () => undefined) {
    this.#onPhase = onPhase;
  }

  /** Whether the guest has said everything. */
  get done(): boolean {
    return this.#done;
  }

  take(text: string): void {
    const lines = (this.#line + text).split(/\r?\n/);
    this.#line = lines.pop() ?? '';
    for (const line of lines) this.#hear(line);
  }

  #hear(line: string): void {
    const now = performance.now();
    const [name = '', checksum = ''] = line.split(' ');
    if (isPhase(name)) {
      this.report.set(name, { milliseconds: now - this.#since, checksum });
      this.#onPhase(name);
    }
    if (name === 'done') this.#done = true;
    if (isPhase(name) || name === 'ready') this.#since = now;
  }
}
