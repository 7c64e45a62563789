/** How a run ended, as an exit status and in words. */
import type { StopReason } from '../machine/stop.ts';
import { exitCode } from './exit-codes.ts';
import type { ExitRule } from './exit-codes.ts';

export type Ending = StopReason | { readonly kind: 'interrupted'; readonly cpu: number };

/** What `ending` means to whoever started the machine. */
export function judge(
  ending: Ending,
  rule: ExitRule = 'textpoke',
): { readonly code: number; readonly text: string } {
  switch (ending.kind) {
    case 'exited':
      return {
        code: statusOf(ending, rule),
        text: `CPU ${ending.cpu} ${ending.how ?? `ended the machine with status ${ending.status}`}`,
      };
    case 'shutdown':
      return { code: exitCode.tripleFault, text: `CPU ${ending.cpu} shut down: ${ending.why}` };
    case 'idle':
      return {
        code: exitCode.guestFailed,
        text: 'all CPUs are halted for good (a guest ends well by writing 0 to port f4)',
      };
    case 'budget':
      return { code: exitCode.budgetSpent, text: 'the steps that --budget allows are used up' };
    case 'interrupted':
      return { code: exitCode.interrupted, text: 'interrupted' };
    case 'replaylog':
      return { code: exitCode.fine, text: 'the end of the recorded history' };
    case 'breakpoint':
    case 'watchpoint':
    case 'caught':
    case 'stepped':
      return { code: exitCode.defect, text: `stopped by a ${ending.kind} that nobody set` };
  }
}

/** QEMU's isa-debug-exit makes every status odd; a reset or soft off is a good end there too. */
function statusOf({ status, how }: Extract<Ending, { kind: 'exited' }>, rule: ExitRule): number {
  if (rule === 'qemu' && how === undefined) return ((status << 1) | 1) & 0xff;
  return status === 0 ? exitCode.fine : exitCode.guestFailed;
}
