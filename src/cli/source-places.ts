/** Says where in the sources a stack trace of the built program points. */
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The stack with places in the sources wherever the file there has a source map beside it. */
export const inSources = (stack: string): string =>
  stack.replace(/(file:\/\/[^\s()]+?):(\d+):(\d+)/g, (place, url: string, line, column) => {
    try {
      const file = fileURLToPath(url);
      return sourcePlace(file, Number(line), Number(column)) ?? place;
    } catch {
      return place;
    }
  });

function sourcePlace(file: string, line: number, column: number): string | undefined {
  const payload = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as ConstructorParameters<
    typeof SourceMap
  >[0];
  const entry = new SourceMap(payload).findEntry(line - 1, column - 1);
  if (!('originalSource' in entry)) return undefined;
  const path = relative(process.cwd(), join(dirname(file), entry.originalSource));
  return `${path}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
}
