/** Reads images and modules from files, and knows where the built-in one is. */
import { readFileSync, existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { planMultiboot } from '../machine/boot/multiboot.ts';
import type { BootPlan, RomPlan } from '../machine/boot/plan.ts';
import { isRefused } from '../machine/boot/plan.ts';
import { planRom } from '../machine/boot/rom.ts';
import type { Wishes } from './command-line.ts';
import type { CliRefusal } from './refusals.ts';
import { isCliRefusal, refusals } from './refusals.ts';

/** An image ready to boot. */
export interface ChosenImage {
  readonly path: string;
  /** The file, decompressed. */
  readonly bytes: Uint8Array;
  /** Whether gdb can read symbols from `path` as it is. */
  readonly symbols: boolean;
  readonly plan: BootPlan | RomPlan;
}

const builtIn = 'fixtures/tiny-hypervisor/tiny-hypervisor.elf';
/** More than any image that could be loaded, so that a small gzip file cannot fill the host. */
const decompressedBytesMax = 3 * 2 ** 30;

/** Reads everything that `wishes` names and decides where it goes. */
export function chooseImage(wishes: Wishes): ChosenImage | CliRefusal {
  return wishes.bios === undefined ? chooseKernel(wishes) : chooseRom(wishes.bios, wishes.ramBytes);
}

function chooseRom(path: string, ramBytes: number): ChosenImage | CliRefusal {
  const file = readImage(path);
  if (isCliRefusal(file)) return file;
  const plan = planRom(file.bytes, ramBytes);
  if (isRefused(plan)) return refusals.unloadable(path, plan.refused);
  return { path, bytes: file.bytes, symbols: false, plan };
}

function chooseKernel(wishes: Wishes): ChosenImage | CliRefusal {
  const path = wishes.kernel ?? builtInPath();
  if (wishes.kernel === undefined && !existsSync(path)) return refusals.noDefaultImage(path);
  const image = readImage(path);
  if (isCliRefusal(image)) return image;
  const modules: { bytes: Uint8Array; commandLine: string }[] = [];
  for (const module of wishes.modules) {
    const file = readImage(module.path);
    if (isCliRefusal(file)) return file;
    modules.push({ bytes: file.bytes, commandLine: module.commandLine });
  }
  // The guest sees the name without its folder: the same run on every machine.
  const plan = planMultiboot({
    image: image.bytes,
    commandLine: `${basename(path)} ${wishes.append}`,
    modules,
    ramBytes: wishes.ramBytes,
    cpuCount: wishes.cpuCount,
    vendor: wishes.model.vendor,
  });
  if (isRefused(plan)) return refusals.unloadable(path, plan.refused);
  return { path, bytes: image.bytes, symbols: !image.compressed, plan };
}

/** From src/cli as well as from dist/src/cli, the fixture is in the project's root. */
function builtInPath(): string {
  const candidates = ['../../', '../../../'].map((up) =>
    fileURLToPath(new URL(up + builtIn, import.meta.url)),
  );
  return candidates.find((path) => existsSync(path)) ?? candidates[0] ?? builtIn;
}

function readImage(path: string): { bytes: Uint8Array; compressed: boolean } | CliRefusal {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (problem) {
    return refusals.unreadable(path, reasonOf(problem));
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { bytes, compressed: false };
  try {
    const plain = gunzipSync(bytes, { maxOutputLength: decompressedBytesMax });
    return { bytes: plain, compressed: true };
  } catch (problem) {
    return refusals.badGzip(path, reasonOf(problem));
  }
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file'],
  ['EACCES', 'permission denied'],
  ['EISDIR', 'it is a folder'],
]);

function reasonOf(problem: unknown): string {
  if (!(problem instanceof Error)) return String(problem);
  const code = 'code' in problem ? String(problem.code) : '';
  return reasons.get(code) ?? problem.message;
}
