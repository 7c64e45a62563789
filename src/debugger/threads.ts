/** CPUs as gdb's threads: CPU n is thread n + 1 of process 1, named as Xen and QEMU name it. */
import { allThreads, anyThread, type ThreadId } from '../../protocol/rsp/numbers.ts';
import { errno, refusal, type Refusal } from '../../protocol/rsp/refusal.ts';
import type { OfThread } from '../../protocol/rsp/thread-suffix.ts';
import type { Machine } from '../machine/machine.ts';
import type { Client } from './client.ts';
import type { Target } from './target.ts';

/** The one process, which stands for the machine. */
export const process = 1;
const protectionEnable = 1n;
const longModeActive = 1n << 10n;
const virtual8086 = 1n << 17n;

/** How this client writes CPU `cpu`: with a process only if it understands processes. */
export const threadOf = (client: Client, cpu: number): ThreadId =>
  client.announced.has('multiprocess+') ? { process, thread: cpu + 1 } : { thread: cpu + 1 };

/** The CPU indexes a thread-id stands for; empty if it names none of ours. */
export function cpusOf(machine: Machine, id: ThreadId): number[] {
  const ours = id.process === undefined || [process, allThreads, 0].includes(id.process);
  const all = Array.from({ length: machine.cpuCount }, (_, cpu) => cpu);
  if (!ours) return [];
  if (id.thread === allThreads) return all;
  if (id.thread === anyThread) return [machine.current];
  return all.filter((cpu) => cpu + 1 === id.thread);
}

/** The one CPU a thread-id stands for, or a refusal. */
export function cpuOf(target: Target, id: ThreadId): number | Refusal {
  const [cpu] = cpusOf(target.machine, id);
  return cpu ?? refusal(errno.noSuchThread, `no CPU is thread ${id.thread}`);
}

/** The CPU that a register packet is about. */
export const cpuMeant = (target: Target, { thread }: OfThread): number | Refusal =>
  thread === undefined ? target.client.queryCpu : cpuOf(target, thread);

/** The name gdb shows in quotes. */
export const cpuName = (cpu: number): string => `CPU#${cpu}`;

/** What a CPU is doing, in words: `running, ring 0, 64-bit`. */
export function describeCpu(machine: Machine, cpu: number): string {
  const activity = machine.activity(cpu);
  if (activity === 'wait-for-SIPI' || activity === 'shutdown') return activity;
  return `${activity}, ${cpuMode(machine, cpu)}`;
}

/** The mode a CPU is in (SDM 3A 2.2), and of which guest, if any: `ring 0, 64-bit, guest asid 1`. */
export function cpuMode(machine: Machine, cpu: number): string {
  const asid = machine.guestAsid(cpu);
  const guest = asid === 0 ? '' : `, guest asid ${asid}`;
  return `${plainMode(machine, cpu)}${guest}`;
}

function plainMode(machine: Machine, cpu: number): string {
  const read = (name: string): bigint => machine.readRegister(cpu, name);
  if ((read('cr0') & protectionEnable) === 0n) return 'real mode';
  if ((read('eflags') & virtual8086) !== 0n) return 'virtual-8086 mode';
  const ring = `ring ${read('cs') & 3n}`;
  if ((read('efer') & longModeActive) === 0n) return `${ring}, protected mode`;
  // The other submode of long mode: code of 16 or 32 bits under a system of 64 (APM 2 1.2.3).
  return `${ring}, ${machine.codeBits(cpu) === 64 ? '64-bit' : 'compatibility mode'}`;
}
