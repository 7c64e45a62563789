import { describe, expect, it } from 'vitest';
import { meaning, row } from '../../src/isa/row.ts';
import { opcodesIn, withTexts } from '../../src/report/opcodes.ts';

const textsOf = (line: string): string[] =>
  withTexts(
    row(
      line,
      meaning('nothing', () => undefined),
    ),
  ).map(({ text }) => text);

describe('a list of opcodes', () => {
  it('may hold ranges, maps and digits', () => {
    expect(opcodesIn('D8-D9, 0F AE /4, 0F 01 CB')).toEqual([
      { map: '', opcode: 0xd8, digit: undefined },
      { map: '', opcode: 0xd9, digit: undefined },
      { map: '0F', opcode: 0xae, digit: 4 },
      { map: '0F01', opcode: 0xcb, digit: undefined },
    ]);
  });
});

describe('an encoding', () => {
  it.each([
    '0F BA /4 Ev,Ib',
    'B8+r Zv,Iv',
    '05 eAX,Iz',
    'D3 /0 Ev,CL',
    'EC AL,DX',
    '0F 01 F8',
    '69 Gv,Ev,Iz',
    'F4',
  ])('%s is written as it was read', (line) => {
    expect(textsOf(line)).toEqual([line]);
  });

  it('has its mandatory prefix in front, without the point of the tables', () => {
    expect(textsOf('F3. 0F B8 Gv,Ev')).toEqual(['F3 0F B8 Gv,Ev']);
  });
});
