/** Specifies protocol/rsp/target-description/render.ts. */
import { expect, it } from 'vitest';
import { renderTargetDescription } from '../../../../protocol/rsp/target-description/render.ts';

it('renders registers by feature, with the types they need and their numbers', () => {
  const description = renderTargetDescription(
    'i386:x86-64',
    [
      { name: 'rip', bits: 64, type: 'code_ptr', feature: 'core' },
      { name: 'xmm0', bits: 128, type: 'vec128', feature: 'sse' },
      { name: 'cr0', bits: 64, type: 'cr0', feature: 'system', group: 'system' },
      { name: 'tsc', bits: 64, type: 'uint64', feature: 'system', restored: false },
    ],
    [
      { kind: 'flags', id: 'cr0', bytes: 8, fields: [{ name: 'PE', start: 0, end: 0 }] },
      { kind: 'vector', id: 'v2d', element: 'ieee_double', count: 2 },
      { kind: 'union', id: 'vec128', fields: [{ name: 'v2_double', type: 'v2d' }] },
    ],
  );
  expect(description.split('\n')).toEqual([
    '<?xml version="1.0"?>',
    '<!DOCTYPE target SYSTEM "gdb-target.dtd">',
    '<target version="1.0">',
    '<architecture>i386:x86-64</architecture>',
    '<feature name="core">',
    '<reg name="rip" bitsize="64" type="code_ptr" regnum="0"/>',
    '</feature>',
    '<feature name="sse">',
    '<vector id="v2d" type="ieee_double" count="2"/>',
    '<union id="vec128">',
    '<field name="v2_double" type="v2d"/>',
    '</union>',
    '<reg name="xmm0" bitsize="128" type="vec128" regnum="1"/>',
    '</feature>',
    '<feature name="system">',
    '<flags id="cr0" size="8">',
    '<field name="PE" start="0" end="0"/>',
    '</flags>',
    '<reg name="cr0" bitsize="64" type="cr0" regnum="2" group="system"/>',
    '<reg name="tsc" bitsize="64" type="uint64" regnum="3" save-restore="no"/>',
    '</feature>',
    '</target>',
    '',
  ]);
});
