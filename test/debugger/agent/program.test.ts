import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { AgentWorld } from '../../../src/debugger/agent/program.ts';
import { views, type RegisterView } from '../../../src/debugger/register-view.ts';
import { compileExpression } from '../../../src/debugger/agent/program.ts';

const bytes = (hex: string): Uint8Array =>
  Uint8Array.from(Buffer.from(hex.replace(/ /g, ''), 'hex'));

function world() {
  const printed: string[] = [];
  const variables = new Map<number, bigint>();
  const seen: AgentWorld = {
    register: (name) => ({ rax: 7n, rdi: 2n ** 64n - 1n })[name] ?? 0n,
    memory: (address, size) =>
      address < 0x1000n ? address & (2n ** BigInt(8 * size) - 1n) : undefined,
    variable: (number) => variables.get(number) ?? 0n,
    setVariable: (number, value) => void variables.set(number, value),
    collect: () => undefined,
    print: (format, values) => void printed.push(`${format} ${values.join()}`),
  };
  return { seen, printed, variables };
}

function evaluate(hex: string) {
  const program = compileExpression(bytes(hex));
  if ('malformed' in program) throw new Error(program.malformed);
  return program(world().seen);
}

const value = (number: bigint) => ({ kind: 'value', value: number });
const hex64 = (number: bigint): string => number.toString(16).padStart(16, '0');

describe('an agent program', () => {
  it.each([
    ['22 07 22 05 02 27', 12n, 'add'],
    ['22 05 22 07 03 27', 2n ** 64n - 2n, 'sub wraps'],
    ['22 ff 16 08 22 02 05 27', 0n, 'signed division rounds towards zero'],
    ['22 ff 16 08 22 02 06 27', 2n ** 63n - 1n, 'unsigned division does not see a sign'],
    ['22 80 16 08 22 04 0a 27', 2n ** 64n - 8n, 'an arithmetic shift keeps the sign'],
    ['22 80 22 04 0b 27', 8n, 'a logical one does not'],
    ['22 01 22 40 09 27', 0n, 'a shift by 64 leaves nothing'],
    ['22 ff 16 08 22 01 14 27', 1n, 'less, signed'],
    ['22 ff 16 08 22 01 15 27', 0n, 'less, unsigned'],
    ['22 00 0e 27', 1n, 'not'],
    ['26 00 00 27', 7n, 'a register by its number'],
    ['26 00 05 22 01 02 27', 0n, 'registers are 64 bits wide'],
    ['23 0123 17 27', 0x23n, 'a byte of memory'],
    ['23 0123 18 27', 0x123n, 'two bytes of memory'],
    ['22 01 20 00 07 22 05 27 27', 0n, 'a jump that is taken leaves nothing here'],
    ['22 00 20 00 07 22 05 27', 5n, 'and one that is not'],
    ['22 01 22 02 22 03 33 27', 2n, 'rot: the middle one comes to the top'],
    ['22 01 22 02 32 01 27', 1n, 'pick 1 is the one below the top'],
    ['22 01 22 02 2b 27', 1n, 'swap'],
    ['23 1234 2a 08 27', 0x34n, 'zero extension'],
  ])('%s is %d: %s', (hex, expected) => {
    expect(evaluate(hex)).toEqual(value(expected));
  });

  it('computes as a 64-bit machine does', () => {
    const wide = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(wide, wide, (one, other) => {
        const both = `25 ${hex64(one)} 25 ${hex64(other)}`;
        expect(evaluate(`${both} 02 27`)).toEqual(value(BigInt.asUintN(64, one + other)));
        expect(evaluate(`${both} 04 27`)).toEqual(value(BigInt.asUintN(64, one * other)));
        expect(evaluate(`${both} 11 27`)).toEqual(value(one ^ other));
      }),
    );
  });

  it.each([
    ['24 ffffffff 17 27', '0xffffffff is not mapped'],
    ['22 01 22 00 05 27', 'division by zero'],
    ['02 27', 'the stack is empty'],
    ['21 00 00', 'more than 10000 bytecodes'],
    ['22 01 21 00 00', 'more than 100 values on the stack'],
  ])('%s fails: %s', (hex, why) => {
    expect(evaluate(hex)).toEqual({ kind: 'failed', why });
  });

  it.each([
    ['21 00 01 27', 'goto at 0 leads into an instruction'],
    ['26 ff ff 27', 'there is no register 65535'],
  ])('%s is refused before it runs: %s', (hex, malformed) => {
    expect(compileExpression(bytes(hex))).toEqual({ malformed });
  });

  it('never does anything but give a value or a reason, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (expression) => {
        const program = compileExpression(expression);
        if ('malformed' in program) return;
        expect(['value', 'failed']).toContain(program(world().seen).kind);
      }),
    );
  });

  it('prints with its arguments in the order of the format', () => {
    // gdb pushes them from the last to the first, then channel and function.
    const format = Buffer.from('%d %d\0', 'latin1').toString('hex');
    const program = compileExpression(bytes(`22 02 22 01 22 00 22 00 34 02 0006 ${format} 27`));
    if ('malformed' in program) throw new Error(program.malformed);
    const { seen, printed } = world();
    program(seen);
    expect(printed).toEqual(['%d %d 1,2']);
  });

  it('keeps trace state variables', () => {
    const program = compileExpression(bytes('2c 0003 22 05 02 2d 0003 27'));
    if ('malformed' in program) throw new Error(program.malformed);
    const { seen, variables } = world();
    program(seen);
    program(seen);
    expect(variables.get(3)).toBe(10n);
  });
});

it('numbers registers as the client does, and sees of them what it sees', () => {
  const value = (view?: RegisterView) => {
    const program = compileExpression(bytes('26 0001 27'), view);
    if ('malformed' in program) throw new Error(program.malformed);
    const asked: string[] = [];
    const register = (name: string): bigint => {
      asked.push(name);
      return 0x1_0000_0007n;
    };
    return [program({ ...world().seen, register }), asked];
  };
  expect(value()).toEqual([{ kind: 'value', value: 0x1_0000_0007n }, ['rbx']]);
  expect(value(views[32])).toEqual([{ kind: 'value', value: 7n }, ['rcx']]);
});
