/** An lldb at whose prompt a test types. */
import { LiveDebugger } from './live-debugger.ts';
import { settings } from './lldb-harness.ts';

export class LiveLldb extends LiveDebugger {
  constructor(root: string, version: number, ...words: readonly string[]) {
    const options = settings.flatMap((setting) => ['-o', setting]);
    super(root, `lldb-${version}`, '-x', ...options, ...words);
  }
}
