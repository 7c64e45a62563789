/** Reads images and modules from files, and knows where the built-in one is. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { ServedFile } from '../debugger/served-file.ts';
import { planMultiboot } from '../machine/boot/multiboot.ts';
import type { BootPlan, RomPlan } from '../machine/boot/plan.ts';
import { isRefused } from '../machine/boot/plan.ts';
import { planRom } from '../machine/boot/rom.ts';
import { openImage } from '../patching/image.ts';
import { elfMachine, readElfHeader } from '../../protocol/elf/elf.ts';
import { isMalformed } from '../../protocol/layout.ts';
import type { Wishes } from './command-line.ts';
import { readWhole, reasonOf } from './files.ts';
import type { CliRefusal } from './refusals.ts';
import { isCliRefusal, refusals } from './refusals.ts';

/** An image ready to boot. */
export interface ChosenImage {
  readonly path: string;
  /** The file that knows the image's symbols, which may be the image itself. */
  readonly symbols: SymbolFile;
  readonly plan: BootPlan | RomPlan;
}

/** An ELF file whose symbols are those of the image. */
export interface SymbolFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Whether gdb can read `path` as it is. */
  readonly readable: boolean;
}

const builtIn = 'fixtures/tiny-hypervisor/tiny-hypervisor.elf';
/** More than any image that could be loaded, so that a small gzip file cannot fill the host. */
const decompressedBytesMax = 3 * 2 ** 30;

/** Reads everything that `wishes` names and decides where it goes. */
export function chooseImage(wishes: Wishes): ChosenImage | CliRefusal {
  const image =
    wishes.bios === undefined ? chooseKernel(wishes) : chooseRom(wishes.bios, wishes.ramBytes);
  if (isCliRefusal(image) || wishes.symbols === undefined) return image;
  const symbols = readSymbols(wishes.symbols);
  return isCliRefusal(symbols) ? symbols : { ...image, symbols };
}

function readSymbols(path: string): SymbolFile | CliRefusal {
  const file = readImage(path);
  if (isCliRefusal(file)) return file;
  const image = openImage(file.bytes);
  if (isMalformed(image)) return refusals.unusableSymbols(path, image.malformed);
  if (image.symbols.length === 0) return refusals.unusableSymbols(path, 'no symbols are in it');
  return { path, bytes: file.bytes, readable: !file.compressed };
}

function chooseRom(path: string, ramBytes: number): ChosenImage | CliRefusal {
  const file = readImage(path);
  if (isCliRefusal(file)) return file;
  const plan = planRom(file.bytes, ramBytes);
  if (isRefused(plan)) return refusals.unloadable(path, plan.refused);
  return { path, plan, symbols: { path, bytes: file.bytes, readable: false } };
}

function chooseKernel(wishes: Wishes): ChosenImage | CliRefusal {
  const path = wishes.kernel ?? builtInPath();
  if (wishes.kernel === undefined && !existsSync(path)) return refusals.noDefaultImage(path);
  const image = readImage(path);
  if (isCliRefusal(image)) return image;
  // The guest sees names without their folders: the same run on every machine.
  const modules: { bytes: Uint8Array; commandLine: string }[] = [];
  for (const module of wishes.modules) {
    const file = readImage(module.path);
    if (isCliRefusal(file)) return file;
    const [path = '', ...words] = module.commandLine.split(' ');
    modules.push({ bytes: file.bytes, commandLine: [basename(path), ...words].join(' ') });
  }
  const plan = planMultiboot({
    image: image.bytes,
    commandLine: `${basename(path)} ${wishes.append}`,
    modules,
    ramBytes: wishes.ramBytes,
    cpuCount: wishes.cpuCount,
    vendor: wishes.model.vendor,
  });
  if (isRefused(plan)) return refusals.unloadable(path, plan.refused);
  return { path, plan, symbols: { path, bytes: image.bytes, readable: !image.compressed } };
}

/** What gdb may fetch: the image's symbols, offered to those who see registers of its width. */
export function servedFile({ symbols }: ChosenImage): ServedFile | undefined {
  const header = readElfHeader(symbols.bytes);
  if (isMalformed(header)) return undefined;
  const name = basename(symbols.path).replace(/\.gz$/, '');
  const is32 = header.machine !== elfMachine.x86_64;
  return { name: `/${name}`, bytes: symbols.bytes, ...(is32 ? { bits: 32 } : {}) };
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
    bytes = readWhole(path);
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
