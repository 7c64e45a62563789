/** The x87 routines: what each takes, and one place where all are defined. */
import type { Type } from '../../wasm/value.ts';
import type { Scope } from '../routines/scope.ts';
import { defineX87Environment } from './environment.ts';
import { defineX87Operations } from './operations.ts';
import { defineX87Stack } from './stack.ts';

export const x87RoutineTypes = {
  /** (cpu): checks that an instruction may begin, takes rounding and masks over; 1 for a fault. */
  x87Begin: [['i32'], 'i32'],
  /** (cpu, record, memory): remembers the instruction, and its operand in memory if it has one. */
  x87Note: [['i32', 'i32', 'i32'], undefined],
  /** (cpu, to, number): takes ST(number) apart; if it is empty, notes a stack fault. */
  x87Unpack: [['i32', 'i32', 'i32'], undefined],
  /** (cpu, exceptions): 1 if one of these has been met and is not masked; it is noted then. */
  x87Refused: [['i32', 'i32'], 'i32'],
  /** (cpu): brings the exceptions of an operation to the status word. */
  x87Commit: [['i32'], undefined],
  /** (cpu): makes the ES and B bits true. */
  x87Summarise: [['i32'], undefined],
  /** (cpu, number): the result becomes ST(number). */
  x87Put: [['i32', 'i32'], undefined],
  x87Pop: [['i32'], undefined],
  /** (cpu, number, pops): rounds r into ST(number) and pops, unless exceptions forbid it; 1 if done. */
  x87Result: [['i32', 'i32', 'i32'], 'i32'],
  /** (cpu): notes a stack fault if no register is free on top. */
  x87Room: [['i32'], undefined],
  /** (cpu): rounds r onto the stack, unless exceptions forbid it; 1 if it did. */
  x87Push: [['i32'], 'i32'],
  /** (cpu): as x87Push, with the result as it is. */
  x87PushResult: [['i32'], 'i32'],
  /** (cpu, number): the result becomes ST(number) as it is; if that is empty, a stack fault. */
  x87Copy: [['i32', 'i32'], undefined],
  /** (cpu, number): FXCH. */
  x87Exchange: [['i32', 'i32'], undefined],
  /** (cpu, operation): r becomes what the operation makes of ST(0) and b. */
  x87Arithmetic: [['i32', 'i32'], undefined],
  /** (cpu, quiet, where): compares ST(0) with b: 0 into the status word, 1 into RFLAGS. 1 if done. */
  x87Compare: [['i32', 'i32', 'i32'], 'i32'],
  /** (cpu, format): ST(0) rounded to a format, as the result; 1 if it may be stored. */
  x87StoreReal: [['i32', 'i32'], 'i32'],
  /** (cpu, bits): ST(0) as an integer, as the result; 1 if it may be stored. */
  x87StoreInteger: [['i32', 'i32'], 'i32'],
  /** (cpu): ST(0) as 18 decimal digits, as the result; 1 if it may be stored. */
  x87StoreDecimal: [['i32'], 'i32'],
  /** (): r becomes the 18 decimal digits in the result. */
  x87LoadDecimal: [[], undefined],
  /** (cpu): the tag word with two bits for each register. */
  x87Tags: [['i32'], 'i32'],
  /** (cpu): what FNINIT does. */
  x87Initialise: [['i32'], undefined],
  /** (cpu, word, wide): word 0 to 6 of the environment, in this mode's and operand size's form. */
  x87EnvironmentWord: [['i32', 'i32', 'i32'], 'i32'],
  /** (cpu, word, wide, value): the same, being loaded. */
  x87SetEnvironmentWord: [['i32', 'i32', 'i32', 'i32'], undefined],
} as const satisfies Record<string, readonly [readonly Type[], Type | undefined]>;

export function defineX87(scope: Scope): void {
  defineX87Stack(scope);
  defineX87Operations(scope);
  defineX87Environment(scope);
}
