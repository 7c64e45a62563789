/** A gdb at whose prompt a test types. */
import { LiveDebugger } from './live-debugger.ts';

// prettier-ignore
const settings = [
  'pagination off', 'style enabled off', 'confirm off', 'width 0', 'height 0', 'remotetimeout 60',
];

export class LiveGdb extends LiveDebugger {
  constructor(root: string, ...words: readonly string[]) {
    const options = settings.flatMap((setting) => ['-iex', `set ${setting}`]);
    super(root, 'gdb', '-nx', '-q', ...options, ...words);
  }
}
