/** `monitor step-interrupts [taken|held]`: whether a step may go into an interrupt handler. */
import { stepBits } from '../../../protocol/rsp/packets/query-step-bits.ts';
import { failed, said, type MonitorCommand } from './command.ts';

const modes: Readonly<Record<string, number>> = {
  taken: stepBits.ENABLE,
  held: stepBits.ENABLE | stepBits.NOIRQ,
};

/** The same value as `Qqemu.sstep` sets; it is about the client, so observers have their own. */
export const stepInterrupts: MonitorCommand = {
  name: 'step-interrupts',
  usage: '[taken|held]',
  help: 'Show or set whether maskable interrupts are taken while you step; NMIs and machine checks are.',
  needs: 'machine',
  run({ client }, [word]) {
    if (word !== undefined) {
      const mode = Object.hasOwn(modes, word) ? modes[word] : undefined;
      if (mode === undefined) return failed('say step-interrupts taken or step-interrupts held');
      client.stepMode = mode;
    }
    const held = (client.stepMode & stepBits.NOIRQ) !== 0;
    return said(`maskable interrupts are ${held ? 'held' : 'taken'} while stepping`);
  },
};
