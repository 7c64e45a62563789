/** Why a CPU stopped, as Linux tells it to a debugger of x86-64: gdb's `$_siginfo` (sigaction(2)). */
import { writeLittleEndian } from '../../protocol/rsp/numbers.ts';
import { signals } from '../../protocol/rsp/stop-reply.ts';
import type { StopReason } from '../machine/stop.ts';
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
  const { breakpoints, machine } = target;
  const rip = readForGdb(machine, reason.cpu, 'rip');
  switch (reason.kind) {
    case 'breakpoint': {
      const isHardware = breakpoints.pointAt(reason.address)?.kind === 'hwbreak';
      const why = isHardware ? code.hardwareBreakpoint : code.breakpoint;
      return { number: signals.trap, code: why, address: reason.address };
    }
    case 'watchpoint': {
      const point = breakpoints.watchAt(reason.physical, reason.access);
      const address = point !== undefined && 'address' in point ? point.address : rip;
      return { number: signals.trap, code: code.hardwareBreakpoint, address };
    }
    case 'stepped':
      return { number: signals.trap, code: code.trace, address: rip };
    case 'budget':
      return { number: signals.interrupt, code: code.user, address: 0n };
    case 'caught':
      return { number: signals.trap, code: code.kernel, address: rip };
    case 'shutdown':
      return { number: signals.abort, code: code.kernel, address: rip };
    case 'idle':
    case 'replaylog':
    case 'exited':
      return { number: signals.none, code: code.user, address: 0n };
  }
}
