/** The monitor commands, in the order of the help text. */
import type { MonitorCommand } from './command.ts';
import { addressSpace } from './address-space.ts';
import { back } from './back.ts';
import { branch } from './branch.ts';
import { branches } from './branches.ts';
import { catchWhat } from './catch.ts';
import { checkpoints } from './checkpoints.ts';
import { count } from './count.ts';
import { counts } from './counts.ts';
import { drive } from './drive.ts';
import { examinePhysical } from './examine-physical.ts';
import { exception } from './exception.ts';
import { forward } from './forward.ts';
import { infoCommands } from './info.ts';
import { injectMce } from './inject-mce.ts';
import { injectNmi } from './inject-nmi.ts';
import { mark } from './mark.ts';
import { marks } from './marks.ts';
import { quantum } from './quantum.ts';
import { seek } from './seek.ts';
import { stepInterrupts } from './step-interrupts.ts';
import { translate } from './translate.ts';
import { type } from './type.ts';
import { when } from './when.ts';

const help: MonitorCommand = {
  name: 'help',
  help: 'List these commands.',
  needs: 'machine',
  run: () => ({ result: 'done', text: helpText() }),
};

export const monitorCommands: readonly MonitorCommand[] = [
  help,
  addressSpace,
  back,
  branch,
  branches,
  catchWhat,
  checkpoints,
  count,
  counts,
  drive,
  exception,
  forward,
  ...infoCommands,
  injectMce,
  injectNmi,
  mark,
  marks,
  quantum,
  seek,
  stepInterrupts,
  translate,
  type,
  when,
  examinePhysical,
];

/** The help text, rendered from the table. */
function helpText(): string {
  const rows = monitorCommands.map(({ name, usage, help: sentence }) => ({
    left: usage === undefined ? name : `${name} ${usage}`,
    sentence,
  }));
  const width = Math.max(...rows.map(({ left }) => left.length));
  return rows.map(({ left, sentence }) => `${left.padEnd(width)}  ${sentence}\n`).join('');
}
