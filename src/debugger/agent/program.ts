/** Agent expressions made ready to run: checked once, then evaluated by the million. */
import type { AgentExpression, AgentInstruction } from '../../../protocol/rsp/agent/expression.ts';
import { readExpression } from '../../../protocol/rsp/agent/expression.ts';
import type { OpcodeName } from '../../../protocol/rsp/agent/opcodes.ts';
import { opcodes } from '../../../protocol/rsp/agent/opcodes.ts';
import { present } from '../../foundation/assert.ts';
import { views, type RegisterView } from '../register-view.ts';

/** What an expression sees and does. All values are 64 bits wide, unsigned. */
export interface AgentWorld {
  /** A register by gdb's name. */
  register(name: string): bigint;
  /** An unsigned number from memory, or undefined where nothing is mapped. */
  memory(address: bigint, bytes: number): bigint | undefined;
  variable(number: number): bigint;
  setVariable(number: number, value: bigint): void;
  /** Memory that is to be kept, which moments bring back; or a variable, which they do not. */
  collect(variable?: number): void;
  print(format: string, values: readonly bigint[]): void;
}

/** The value on top at the end, or why there is none. */
export type Outcome =
  | { readonly kind: 'value'; readonly value: bigint }
  | { readonly kind: 'failed'; readonly why: string };

export type AgentProgram = (world: AgentWorld) => Outcome;

/** Instructions that one evaluation may take: gdb's own expressions have no loops. */
const instructionsMax = 10_000;
const stackMax = 100;

/** What an instruction does; the index of the next one, undefined for the one behind it. */
type Act = (world: AgentWorld, stack: bigint[]) => number | undefined;

/** Leaves an evaluation: what it asked for is not there. */
class Failed extends Error {}

/** A program of an expression, or what is wrong with it. Its registers are numbered as in `view`. */
export function compileExpression(
  expression: AgentExpression,
  view: RegisterView = views[64],
): AgentProgram | { readonly malformed: string } {
  const instructions = readExpression(expression);
  if ('malformed' in instructions) return instructions;
  const scope: Scope = { places: new Map(instructions.map(({ at }, index) => [at, index])), view };
  const acts: { act: Act; needs: number }[] = [];
  for (const instruction of instructions) {
    const problem = complaintOf(instruction, scope);
    if (problem !== undefined) return { malformed: problem };
    const act = meanings[instruction.name](instruction, scope);
    acts.push({ act, needs: takenBy(instruction) });
  }
  return (world) => run(acts, world);
}

function run(acts: readonly { act: Act; needs: number }[], world: AgentWorld): Outcome {
  const stack: bigint[] = [];
  try {
    let at = 0;
    for (let count = 0; at < acts.length; count += 1) {
      const next = acts[at];
      if (next === undefined) break;
      if (count >= instructionsMax) return failed(`more than ${instructionsMax} bytecodes`);
      if (stack.length < next.needs) return failed('the stack is empty');
      if (stack.length > stackMax) return failed(`more than ${stackMax} values on the stack`);
      at = next.act(world, stack) ?? at + 1;
    }
  } catch (problem) {
    if (problem instanceof Failed) return failed(problem.message);
    throw problem;
  }
  return { kind: 'value', value: stack.at(-1) ?? 0n };
}

const failed = (why: string): Outcome => ({ kind: 'failed', why });

/** printf takes its function, its channel and its arguments. */
const takenBy = ({ name, operand }: AgentInstruction): number =>
  opcodes[name].takes + (name === 'printf' ? Number(operand) : 0);

function complaintOf(
  { name, operand, at }: AgentInstruction,
  { places, view }: Scope,
): string | undefined {
  if ((name === 'goto' || name === 'ifGoto') && !places.has(Number(operand))) {
    return `${name} at ${at} leads into an instruction`;
  }
  if (name === 'reg' && view.places[Number(operand)] === undefined) {
    return `there is no register ${operand}`;
  }
  return undefined;
}

const wide = (value: bigint): bigint => BigInt.asUintN(64, value);
const signed = (value: bigint): bigint => BigInt.asIntN(64, value);

/** What the operands of an expression refer to. */
interface Scope {
  /** The index of the instruction at each offset. */
  readonly places: ReadonlyMap<number, number>;
  readonly view: RegisterView;
}

type Meaning = (instruction: AgentInstruction, scope: Scope) => Act;

const taken = (stack: bigint[]): bigint => stack.pop() ?? 0n;

/** Takes two values, the later one last, and leaves one. */
const binary =
  (of: (one: bigint, other: bigint) => bigint): Meaning =>
  () =>
  (_world, stack) => {
    const other = taken(stack);
    const one = taken(stack);
    stack.push(wide(of(one, other)));
    return undefined;
  };

const unary =
  (of: (value: bigint) => bigint): Meaning =>
  () =>
  (_world, stack) => {
    stack.push(wide(of(taken(stack))));
    return undefined;
  };

const divided = (of: (one: bigint, other: bigint) => bigint): Meaning =>
  binary((one, other) => {
    if (other === 0n) throw new Failed('division by zero');
    return of(one, other);
  });

const fetched =
  (bytes: number): Meaning =>
  () =>
  (world, stack) => {
    const address = taken(stack);
    const value = world.memory(address, bytes);
    if (value === undefined) throw new Failed(`0x${address.toString(16)} is not mapped`);
    stack.push(value);
    return undefined;
  };

const constant: Meaning =
  ({ operand }) =>
  (_world, stack) => {
    stack.push(operand);
    return undefined;
  };

/** Takes so many values and leaves them; what would be collected is there at any moment anyway. */
const collected =
  (takes: number): Meaning =>
  () =>
  (world, stack) => {
    for (let count = 0; count < takes; count += 1) stack.pop();
    world.collect();
    return undefined;
  };

/** A shift by 64 or more leaves nothing, or the sign. */
const shift = (by: bigint): bigint => (by > 64n ? 64n : by);

const never: Meaning = () => () => {
  throw new Failed('floating point');
};

const printed: Meaning = ({ operand, format = '' }) => {
  const count = Number(operand);
  return (world, stack) => {
    // The function and the channel are for agents that have several.
    stack.length -= 2;
    const values = Array.from({ length: count }, () => taken(stack));
    world.print(format, values);
    return undefined;
  };
};

const meanings: Readonly<Record<OpcodeName, Meaning>> = {
  float: never,
  refFloat: never,
  refDouble: never,
  refLongDouble: never,
  longToDouble: never,
  doubleToLong: never,
  add: binary((one, other) => one + other),
  sub: binary((one, other) => one - other),
  mul: binary((one, other) => one * other),
  divSigned: divided((one, other) => signed(one) / signed(other)),
  divUnsigned: divided((one, other) => one / other),
  remSigned: divided((one, other) => signed(one) % signed(other)),
  remUnsigned: divided((one, other) => one % other),
  lsh: binary((one, other) => one << shift(other)),
  rshSigned: binary((one, other) => signed(one) >> shift(other)),
  rshUnsigned: binary((one, other) => one >> shift(other)),
  trace: collected(2),
  traceQuick: collected(0),
  trace16: collected(0),
  tracev({ operand }) {
    return (world) => {
      world.collect(Number(operand));
      return undefined;
    };
  },
  tracenz: collected(2),
  logNot: unary((value) => (value === 0n ? 1n : 0n)),
  bitAnd: binary((one, other) => one & other),
  bitOr: binary((one, other) => one | other),
  bitXor: binary((one, other) => one ^ other),
  bitNot: unary((value) => ~value),
  equal: binary((one, other) => (one === other ? 1n : 0n)),
  lessSigned: binary((one, other) => (signed(one) < signed(other) ? 1n : 0n)),
  lessUnsigned: binary((one, other) => (one < other ? 1n : 0n)),
  ext: (instruction) => unary((value) => extended(value, instruction.operand))(instruction, none),
  zeroExt: (instruction) =>
    unary((value) => BigInt.asUintN(Number(instruction.operand), value))(instruction, none),
  ref8: fetched(1),
  ref16: fetched(2),
  ref32: fetched(4),
  ref64: fetched(8),
  ifGoto({ operand }, { places }) {
    const target = places.get(Number(operand));
    return (_world, stack) => (taken(stack) === 0n ? undefined : target);
  },
  goto({ operand }, { places }) {
    const target = places.get(Number(operand));
    return () => target;
  },
  const8: constant,
  const16: constant,
  const32: constant,
  const64: constant,
  reg({ operand }, { view }) {
    const { register, bytes } = present(view.places[Number(operand)], 'a register of the view');
    const bits = Math.min(bytes * 8, 64);
    return (world, stack) => {
      stack.push(BigInt.asUintN(bits, world.register(register)));
      return undefined;
    };
  },
  end: () => () => Infinity,
  dup: () => (_world, stack) => {
    stack.push(stack.at(-1) ?? 0n);
    return undefined;
  },
  pop: () => (_world, stack) => {
    stack.pop();
    return undefined;
  },
  swap: () => (_world, stack) => {
    stack.push(...stack.splice(-2).reverse());
    return undefined;
  },
  pick({ operand }) {
    const depth = Number(operand) + 1;
    return (_world, stack) => {
      if (stack.length < depth) throw new Failed('the stack is empty');
      stack.push(stack.at(-depth) ?? 0n);
      return undefined;
    };
  },
  rot: () => (_world, stack) => {
    const [one = 0n, two = 0n, three = 0n] = stack.splice(-3);
    stack.push(three, one, two);
    return undefined;
  },
  getv({ operand }) {
    return (world, stack) => {
      stack.push(world.variable(Number(operand)));
      return undefined;
    };
  },
  setv({ operand }) {
    return (world, stack) => {
      world.setVariable(Number(operand), stack.at(-1) ?? 0n);
      return undefined;
    };
  },
  printf: printed,
};

const none: Scope = { places: new Map(), view: views[64] };

/** Sign-extends the low `bits` bits. */
const extended = (value: bigint, bits: bigint): bigint => BigInt.asIntN(Number(bits), value);
