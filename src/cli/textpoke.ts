#!/usr/bin/env node
/** The program: binds the command line to this process. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exitCode } from './exit-codes.ts';
import { main } from './main.ts';
import { createMachine } from '../machine/create.ts';

const interrupt = new AbortController();
process.on('SIGINT', () => interrupt.abort());
process.on('SIGTERM', () => interrupt.abort());
// Nobody reads any more (textpoke run | head): the same as Ctrl-C.
process.stdout.on('error', () => interrupt.abort());

try {
  process.exitCode = await main(process.argv.slice(2), {
    createMachine,
    stdout: (bytes) => void process.stdout.write(bytes),
    stderr: (line) => void process.stderr.write(`${line}\n`),
    interrupted: interrupt.signal,
    version: versionOfPackage(),
  });
} catch (problem) {
  const what = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
  const { inSources } = await import('./source-places.ts');
  process.stderr.write(
    `textpoke: a defect of textpoke itself, please report it:\n${inSources(what)}\n`,
  );
  process.exitCode = exitCode.defect;
}

function versionOfPackage(): string {
  for (const up of ['../../', '../../../']) {
    try {
      const path = fileURLToPath(new URL(`${up}package.json`, import.meta.url));
      const text: unknown = JSON.parse(readFileSync(path, 'utf8'));
      if (typeof text === 'object' && text !== null && 'version' in text)
        return String(text.version);
    } catch {
      // Not this one: the program runs from src/ or from dist/src/.
    }
  }
  return 'of unknown version';
}
