import { expect, it } from 'vitest';
import { exitMeanings } from '../../src/cli/exit-codes.ts';
import { flags } from '../../src/cli/flags.ts';
import { helpText } from '../../src/cli/help.ts';

it('help shows every flag and every exit status', () => {
  const lines = helpText().split('\n');

  for (const { name, help } of flags) {
    expect(lines.some((line) => line.trim().startsWith('-') && line.includes(name))).toBe(true);
    expect(helpText()).toContain(help);
  }
  for (const [code, meaning] of exitMeanings) {
    expect(lines.some((line) => line.trim().startsWith(`${code} `) && line.endsWith(meaning))).toBe(
      true,
    );
  }
});
