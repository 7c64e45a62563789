/** From the words on the command line to an exit status. */
import { readCommandLine } from './command-line.ts';
import type { Wishes } from './command-line.ts';
import { exitCode } from './exit-codes.ts';
import { helpText } from './help.ts';
import { chooseImage } from './image.ts';
import { isCliRefusal } from './refusals.ts';
import type { CliRefusal } from './refusals.ts';
import type { Surroundings } from './surroundings.ts';

/** Does what `words` ask. Throws only for defects of textpoke. */
export async function main(words: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stdout, stderr, version } = surroundings;
  const wishes = readCommandLine(words);
  if ('print' in wishes) {
    const text = wishes.print === 'help' ? helpText() : `textpoke ${version}\n`;
    stdout(new TextEncoder().encode(text));
    return exitCode.fine;
  }
  if (!isCliRefusal(wishes) && wishes.command === 'coverage') {
    const { coverage } = await import('./commands/coverage.ts');
    stdout(new TextEncoder().encode(coverage(wishes.json)));
    return exitCode.fine;
  }
  if (!isCliRefusal(wishes) && wishes.command === 'gdbinit') {
    const { gdbinit } = await import('./commands/gdbinit.ts');
    stdout(new TextEncoder().encode(gdbinit()));
    return exitCode.fine;
  }
  const ending = isCliRefusal(wishes) ? wishes : await carryOut(wishes, surroundings);
  if (typeof ending === 'number') return ending;
  stderr(`textpoke: ${ending.refusal}`);
  return ending.code;
}

/** Only the command that is asked for is loaded: the others would double the time to start. */
async function carryOut(wishes: Wishes, surroundings: Surroundings): Promise<number | CliRefusal> {
  if (wishes.journal !== undefined) {
    const { replay } = await import('./commands/replay.ts');
    return replay(wishes.journal, wishes, surroundings);
  }
  const image = chooseImage(wishes);
  if (isCliRefusal(image)) return image;
  if (wishes.against !== undefined) {
    const { diff } = await import('./commands/diff.ts');
    return diff(wishes, image, wishes.against, surroundings);
  }
  if (wishes.doors.length === 0) {
    const { run } = await import('./commands/run.ts');
    return run(wishes, image, surroundings);
  }
  const { serve } = await import('./commands/serve.ts');
  return serve(wishes, image, surroundings);
}
