/** Data watchpoints: ranges of frames in the engine's list, and flags on the frames they lie in. */
import { assert } from '../foundation/assert.ts';
import type { Engine } from '../engine/engine.ts';
import {
  accessBytesMax,
  machineCell,
  pageFlag,
  pageFlags,
  watchEntryBytes,
  watchesMax,
} from '../memory/layout.ts';
import type { Watch } from './machine.ts';

const accessBits: Readonly<Record<Watch['access'], number>> = { read: 1, write: 2, access: 3 };

export class Watches {
  readonly #engine: Engine;
  #watches: Watch[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  insert(watch: Watch): void {
    assert(this.#watches.length < watchesMax, 'more watches than the machine can hold');
    this.#watches.push(watch);
    this.#rebuild(watch);
  }

  remove(watch: Watch): void {
    this.#watches = this.#watches.filter((other) => other !== watch);
    this.#rebuild(watch);
  }

  /** Writes the engine's list, and the flags of the frame that `changed` lies in. */
  #rebuild(changed: Watch): void {
    const engine = this.#engine;
    engine.setMachineCell(machineCell.watchCount, this.#watches.length);
    this.#watches.forEach(({ physical, bytes, access }, index) => {
      const at = machineCell.watches + index * watchEntryBytes;
      const from = engine.frameAddress(physical);
      engine.setMachineCell(at, from);
      engine.setMachineCell(at + 4, from + bytes - 1);
      engine.setMachineCell(at + 8, accessBits[access]);
    });
    this.#setHull();
    const frameOf = ({ physical }: Watch): number =>
      Math.floor(engine.frameAddress(physical) / 4096);
    const frame = frameOf(changed);
    const { u8 } = engine.memory;
    const here = this.#watches.filter((watch) => frameOf(watch) === frame);
    const bits = here.reduce((sum, { access }) => sum | accessBits[access], 0);
    const others = (u8[pageFlags + frame] ?? 0) & ~(pageFlag.watchRead | pageFlag.watchWrite);
    const flags =
      ((bits & 1) !== 0 ? pageFlag.watchRead : 0) | ((bits & 2) !== 0 ? pageFlag.watchWrite : 0);
    u8[pageFlags + frame] = others | flags;
    engine.closeFastPaths();
  }

  /** The range of page offsets outside of which no watch can be hit, whatever the page. */
  #setHull(): void {
    const offsets = this.#watches.map(({ physical }) => physical % 4096);
    const ends = this.#watches.map(({ physical, bytes }) => (physical % 4096) + bytes);
    const from = Math.min(4096, ...offsets) - (accessBytesMax - 1);
    this.#engine.setMachineCell(machineCell.watchHullFrom, from);
    this.#engine.setMachineCell(
      machineCell.watchHullBytes,
      Math.max(0, Math.max(0, ...ends) - from),
    );
  }
}
