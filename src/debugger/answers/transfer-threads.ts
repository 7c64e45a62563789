/** Answers `qXfer:threads`: every CPU with its name and what it is doing. */
import { escapeMarkup } from '../../../protocol/rsp/markup.ts';
import { threadIdText } from '../../../protocol/rsp/numbers.ts';
import { pieceOf } from '../../../protocol/rsp/transfer.ts';
import type { Target } from '../target.ts';
import { cpuName, describeCpu, threadOf } from '../threads.ts';
import type { Answer } from '../answer.ts';

export const transferThreads: Answer<'transferThreads'> = (target, request) =>
  pieceOf(threadsDocument(target), request);

function threadsDocument({ machine, client }: Target): string {
  const threads = Array.from({ length: machine.cpuCount }, (_, cpu) => {
    const id = threadIdText(threadOf(client, cpu));
    const what = escapeMarkup(describeCpu(machine, cpu));
    return `<thread id="${id}" core="${cpu}" name="${cpuName(cpu)}">${what}</thread>\n`;
  });
  return `<?xml version="1.0"?>\n<threads>\n${threads.join('')}</threads>\n`;
}
