/** Specifies protocol/rsp/markup.ts. */
import { expect, it } from 'vitest';
import { escapeMarkup } from '../../../protocol/rsp/markup.ts';

it('leaves nothing that XML could take for markup', () => {
  expect(escapeMarkup(`a<b> & "c" 'd'`)).toBe('a&lt;b&gt; &amp; &quot;c&quot; &apos;d&apos;');
});
