/** Debian's Xen with our dom0 on a machine of its own, for the tests that want it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { present } from '../../src/foundation/assert.ts';
import { linearAddress } from '../../src/foundation/addresses.ts';
import { silentLog } from '../../src/foundation/log.ts';
import { cpuModelNamed } from '../../src/isa/cpuid.ts';
import { planMultiboot } from '../../src/machine/boot/multiboot.ts';
import { isRefused } from '../../src/machine/boot/plan.ts';
import type { Computer } from '../../src/machine/computer.ts';
import { createMachine } from '../../src/machine/create.ts';
import type { StopReason } from '../../src/machine/stop.ts';
import { readSymbols } from '../bench/symbols.ts';
import { fixture, root } from '../fixture.ts';
import { runAll } from '../machine/hypervisor.ts';

const folder = join(root, '.cache', 'xen');
export const kernelPath = join(folder, 'xen-4.17-amd64.gz');
export const symbolsPath = join(folder, 'xen-syms-4.17-amd64');

export const isThere = existsSync(kernelPath) && existsSync(symbolsPath);
/** What tests are called that did not run for want of it. */
export const notThere = "did not run: Debian's Xen is not in .cache/xen (npm run fetch:xen)";

export const commandLine =
  'console=com1 com1=115200,8n1 loglvl=all no-real-mode dom0_mem=16M bootscrub=0';

export interface XenGuest {
  readonly machine: Computer;
  readonly console: () => string;
}

export interface XenOptions {
  readonly cpuCount?: number;
  readonly model?: string;
  readonly mebibytes?: number;
  readonly commandLine?: string;
}

/** Xen and dom0 as multiboot modules; nothing executed yet. */
export function powerOnXen(options: XenOptions = {}): XenGuest {
  const ramBytes = (options.mebibytes ?? 128) * 2 ** 20;
  const image = gunzipSync(readFileSync(kernelPath));
  const modules = [{ bytes: fixture('dom0/dom0.elf'), commandLine: 'dom0.elf' }];
  const words = `xen ${options.commandLine ?? commandLine}`;
  const cpuCount = options.cpuCount ?? 2;
  const plan = planMultiboot({ image, commandLine: words, modules, ramBytes, cpuCount });
  if (isRefused(plan)) throw new Error(plan.refused);
  const model = cpuModelNamed(options.model ?? 'qemu64');
  if ('unknown' in model) throw new Error(`no CPU model ${model.unknown}`);
  const said: number[] = [];
  const machine = createMachine({
    cpuCount,
    ramBytes,
    plan,
    model,
    quantum: 100,
    nsPerInstruction: 128,
    seed: 0,
    log: silentLog,
    console: (byte) => said.push(byte),
  });
  return { machine, console: () => Buffer.from(said).toString('latin1').replaceAll('\r', '') };
}

/** Steps that a boot to dom0's end may take, at 1 GiB. */
export const bootSteps = 60_000_000;

let known: ReadonlyMap<string, bigint> | undefined;

/** Address of a symbol of xen-syms. */
export function symbol(name: string): bigint {
  known ??= readSymbols(readFileSync(symbolsPath));
  return present(known.get(name), `symbol ${name}`);
}

export type BreakpointStop = Extract<StopReason, { kind: 'breakpoint' }>;

export const breakAt = (machine: Computer, address: bigint): void =>
  machine.insertBreakpoint(linearAddress(address));

/** Runs all CPUs until something other than the end of the budget happens. */
export function runOn(machine: Computer, budget = bootSteps): StopReason {
  return runAll(machine, budget);
}

/** Takes a CPU over the breakpoint it stands at, as gdb does. */
export function stepOver(machine: Computer, { cpu, address }: BreakpointStop): void {
  machine.removeBreakpoint(address);
  machine.run({ resumed: [cpu], stepping: new Map([[cpu, 'once']]), budget: 1 });
  machine.insertBreakpoint(address);
}
