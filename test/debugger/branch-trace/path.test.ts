/** Specifies src/debugger/branch-trace/path.ts on code of a few bytes. */
import { expect, it } from 'vitest';
import { blocksOf } from '../../../src/debugger/branch-trace/path.ts';
import { linearAddress } from '../../../src/foundation/addresses.ts';
import { History } from '../../../src/history/history.ts';
import { bareMachine, place } from '../../machine/bare-machine.ts';
import { runAll } from '../../machine/hypervisor.ts';

/** The blocks of so many steps, as offsets in the code. */
function blocksIn(code: readonly number[], steps: number, after?: (history: History) => void) {
  const history = new History({ computer: bareMachine({ code: Uint8Array.from(code) }).computer });
  runAll(history, steps);
  after?.(history);
  const until = history.moment;
  return blocksOf(history, { cpu: 0, from: 0, until }).map(({ begin, end }) => [
    Number(begin) - place.code,
    Number(end) - place.code,
  ]);
}

it('ends a block at a branch that is taken, be it ever so short', () => {
  // 0 nop; 1 jmp 4; 3 hlt; 4 nop; 5 nop
  expect(blocksIn([0x90, 0xeb, 0x01, 0xf4, 0x90, 0x90], 3)).toEqual([
    [0, 1],
    [4, 5],
  ]);
});

it('does not at one that is not taken', () => {
  // 0 xor eax, eax; 2 jne 5; 4 nop; 5 nop
  expect(blocksIn([0x31, 0xc0, 0x75, 0x01, 0x90, 0x90], 3)).toEqual([[0, 5]]);
});

it('takes the iterations of a string instruction for one, but not a jump to itself', () => {
  // 0 mov ecx, 3; 5 rep lodsb; 7 nop
  expect(blocksIn([0xb9, 3, 0, 0, 0, 0xf3, 0xac, 0x90, 0x90], 5)).toEqual([[0, 8]]);
  expect(blocksIn([0xeb, 0xfe], 2)).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
});

it('cuts a block where the code is another by now, for gdb decodes what is there', () => {
  // 0 nop; 1 nop dword [rax]; 4 nop; 5 nop
  const code = [0x90, 0x0f, 0x1f, 0x00, 0x90, 0x90];
  const patch = (history: History): void => {
    history.writeLinear(0, linearAddress(place.code + 1), Uint8Array.of(0xeb, 0x7e));
  };
  expect(blocksIn(code, 3, patch)).toEqual([
    [0, 1],
    [4, 5],
  ]);
});
