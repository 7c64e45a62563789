/** Why a CPU stopped, as Linux tells it to a debugger of x86-64: gdb's `$_siginfo` (sigaction(2)). */
import { fromLittleEndian, writeLittleEndian } from '../../protocol/rsp/numbers.ts';
import { signals } from '../../protocol/rsp/stop-reply.ts';
import { linearAddress } from '../foundation/addresses.ts';
import { vector } from '../isa/vectors.ts';
import type { Happening } from '../machine/happening.ts';
import type { Machine } from '../machine/machine.ts';
import type { StopReason } from '../machine/stop.ts';
import { codedVectors } from './happenings.ts';
import { readForGdb } from './linear-rip.ts';
import type { Target } from './target.ts';

interface SignalInformation {
  readonly number: number;
  readonly code: number;
  readonly address: bigint;
}

const informationBytes = 128;
/** Offsets of si_signo, si_code and si_addr. */
const field = { number: 0, code: 8, address: 16 } as const;

const code = { user: 0, breakpoint: 1, trace: 2, hardwareBreakpoint: 4, kernel: 0x80 } as const;

/** A siginfo_t of 128 bytes for the selected CPU; all zero if it is not the one that stopped. */
export function signalInformation(target: Target): Uint8Array {
  const image = new Uint8Array(informationBytes);
  const { client } = target;
  const { lastStop } = target.situation;
  if (lastStop?.cpu !== client.queryCpu) return image;
  const { number, code: why, address } = informationOf(target, lastStop);
  writeLittleEndian(image, { at: field.number, bytes: 4 }, BigInt(number));
  writeLittleEndian(image, { at: field.code, bytes: 4 }, BigInt(why));
  writeLittleEndian(image, { at: field.address, bytes: 8 }, address);
  return image;
}

/** Signals of this kind have the same numbers in gdb and in Linux. */
function informationOf(target: Target, reason: StopReason): SignalInformation {
  const { machine, situation } = target;
  const rip = readForGdb(machine, reason.cpu, 'rip');
  const point = situation.lastPoint;
  switch (reason.kind) {
    case 'breakpoint': {
      const why = point?.kind === 'hwbreak' ? code.hardwareBreakpoint : code.breakpoint;
      return { number: signals.trap, code: why, address: reason.address };
    }
    case 'watchpoint': {
      const address = point !== undefined && 'address' in point ? point.address : rip;
      return { number: signals.trap, code: code.hardwareBreakpoint, address };
    }
    case 'stepped':
      return { number: signals.trap, code: code.trace, address: rip };
    case 'budget':
      return { number: signals.interrupt, code: code.user, address: 0n };
    case 'caught':
      return {
        number: signals.trap,
        code: code.kernel,
        address: addressOf(machine, reason.happening),
      };
    case 'shutdown':
      return { number: signals.abort, code: code.kernel, address: rip };
    case 'idle':
    case 'replaylog':
    case 'exited':
      return { number: signals.none, code: code.user, address: 0n };
  }
}

const longModeActive = 1n << 10n;

/** Where it happened: a page fault at its address, another vector at the instruction it interrupts. */
export function addressOf(machine: Machine, happening: Happening): bigint {
  const { cpu } = happening;
  if (happening.kind === 'store') return happening.rip;
  const rip = readForGdb(machine, cpu, 'rip');
  if (happening.kind !== 'vector') return rip;
  if (happening.vector === vector.pf) return machine.readRegister(cpu, 'cr2');
  // Only the frames of long mode are alike in all modes that are interrupted (SDM 3A 6.14.2).
  if ((machine.readRegister(cpu, 'efer') & longModeActive) === 0n) return rip;
  const rsp = machine.readRegister(cpu, 'rsp');
  const frame = linearAddress(rsp + (codedVectors.has(happening.vector) ? 8n : 0n));
  const saved = machine.readLinear(cpu, frame, 8);
  return saved.length === 8 ? fromLittleEndian(saved) : rip;
}
