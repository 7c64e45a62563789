/** How a run ended, as an exit status and in words. */
import type { StopReason } from '../machine/stop.ts';
import { exitCode } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';

export type Ending = StopReason | { readonly kind: 'interrupted'; readonly cpu: number };

/** What `ending` means to whoever started the machine. */
export function judge(ending: Ending): { readonly code: ExitCode; readonly text: string } {
  switch (ending.kind) {
    case 'exited':
      return {
        code: ending.status === 0 ? exitCode.fine : exitCode.guestFailed,
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
    case 'breakpoint':
    case 'watchpoint':
    case 'stepped':
      return { code: exitCode.defect, text: `stopped by a ${ending.kind} that nobody set` };
  }
}
