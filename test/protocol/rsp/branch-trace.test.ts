/** Specifies protocol/rsp/branch-trace.ts. */
import { expect, it } from 'vitest';
import {
  renderBranchTrace,
  renderBranchTraceConfiguration,
} from '../../../protocol/rsp/branch-trace.ts';

it('renders blocks as they come', () => {
  const blocks = [
    { begin: 0x2000n, end: 0xffff_ffff_8020_0000n },
    { begin: 0n, end: 0x10n },
  ];
  expect(renderBranchTrace(blocks)).toContain(`<btrace version="1.0">
<block begin="0x2000" end="0xffffffff80200000"/>
<block begin="0x0" end="0x10"/>
</btrace>`);
});

it('renders the size of the buffer', () => {
  expect(renderBranchTraceConfiguration(0x10000)).toContain('<bts size="0x10000"/>');
});
