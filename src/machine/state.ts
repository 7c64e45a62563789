/** The machine's whole state as bytes: cells, CPUs, devices, and RAM page by page. */
import { cpuAddress } from '../engine/engine.ts';
import {
  cpuBase,
  cpuBytes,
  dirtyList,
  devicesBase,
  machineCell,
  pageFlag,
  pageFlags,
  ramBase,
} from '../memory/layout.ts';
import type { Computer } from './computer.ts';

const pageBytes = 4096;

/** All state but RAM, and which generation of decoded code its CPUs stand in. */
export interface SavedState {
  readonly bytes: Uint8Array;
  readonly generation: number;
}

export interface MachineState {
  /** Everything but RAM. The CPUs' fast paths are closed first, so that pages get dirty anew. */
  save(): SavedState;
  load(state: SavedState): void;
  /** Pages of RAM that may differ from the last checkpoint. */
  dirtyPages(): Iterable<number>;
  forgetDirtyPages(): void;
  /** A page of RAM: a view, not a copy. */
  page(page: number): Uint8Array;
  /** Sets a page of RAM (undefined: all zero); decoded code of it follows. */
  setPage(page: number, bytes: Uint8Array | undefined): void;
}

const zeroPage = new Uint8Array(pageBytes);

export function stateOf(machine: Computer): MachineState {
  const { engine } = machine;
  const { u8, u32 } = engine.memory;
  const parts = [
    { from: machineCell.turn, to: machineCell.stateEnd },
    { from: cpuBase, to: cpuBase + machine.cpuCount * cpuBytes },
    { from: devicesBase, to: devicesBase + machine.deviceBytes },
  ].map(({ from, to }) => u8.subarray(from, to));
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const page = (number: number): Uint8Array =>
    u8.subarray(ramBase + number * pageBytes, ramBase + (number + 1) * pageBytes);

  /** Records of another generation of the code cache mean nothing: the CPUs look their code up. */
  function forgetRecords(): void {
    for (let cpu = 0; cpu < machine.cpuCount; cpu++) engine.forgetCode(cpu);
  }

  return {
    save() {
      for (let cpu = 0; cpu < machine.cpuCount; cpu++) engine.exports.saveRip(cpuAddress(cpu));
      engine.closeFastPaths();
      const saved = new Uint8Array(total);
      let at = 0;
      for (const part of parts) {
        saved.set(part, at);
        at += part.length;
      }
      return { bytes: saved, generation: engine.code.generation };
    },
    load({ bytes, generation }) {
      let at = 0;
      for (const part of parts) {
        part.set(bytes.subarray(at, at + part.length));
        at += part.length;
      }
      if (generation !== engine.code.generation) forgetRecords();
    },
    dirtyPages: () =>
      u32.subarray(dirtyList / 4, dirtyList / 4 + engine.machineCell(machineCell.dirtyCount)),
    forgetDirtyPages() {
      for (const number of this.dirtyPages()) {
        u8[pageFlags + number] = (u8[pageFlags + number] ?? 0) & ~pageFlag.dirty;
      }
      engine.setMachineCell(machineCell.dirtyCount, 0);
    },
    page,
    setPage(number, content) {
      const now = page(number);
      const then = content ?? zeroPage;
      const isCode = ((u8[pageFlags + number] ?? 0) & pageFlag.code) !== 0;
      if (isCode) invalidateDifferences(number, now, then);
      now.set(then);
    },
  };

  function invalidateDifferences(number: number, now: Uint8Array, then: Uint8Array): void {
    let first = 0;
    while (first < pageBytes && now[first] === then[first]) first++;
    if (first === pageBytes) return;
    let last = pageBytes - 1;
    while (now[last] === then[last]) last--;
    engine.exports.invalidate(number, first, last - first + 1);
  }
}
