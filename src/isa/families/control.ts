/** Control transfers inside a code segment (SDM 1 7.3.8), and NOP-like hints on the way. */
import { isCanonical } from '../../memory/canonical.ts';
import { cpuCell, recordField, segment, segmentCell } from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32 } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { conditionNames, conditions, result } from '../flags.ts';
import type { Meaning, Row } from '../row.ts';
import { row, rows, transfer } from '../row.ts';
import { vector } from '../vectors.ts';
import { probePush, setStackPointer } from './stack.ts';

/**
 * Goes to the relative target: by records inside the page, else by address. `complete` does the
 * rest of the instruction, once the target is known to be good.
 */
function jumpRelative(x: Context, complete: () => void = () => undefined): void {
  if (x.inPage) {
    complete();
    x.go.stay(x.field(recordField.immediate, 4));
    return;
  }
  const sum = x.nextRip().add(x.field(recordField.immediate, 8));
  const target = x.f.let(x.long ? sum : sum.and(2n ** BigInt(x.width) - 1n));
  if (!x.long) refuseNowhere(x, target);
  complete();
  x.jumpTo(target, x.width);
}

/** Address behind this instruction. In-page records carry its offset in the page. */
const returnAddress = (x: Context): Value =>
  x.inPage
    ? x.cell(cpuCell.ripPage, 8).add(x.field(recordField.immediate + 4, 4).zeroExtend())
    : x.nextRip();

/**
 * Refuses a target that is not canonical, or beyond the limit of CS where that counts: the branch
 * itself is #GP(0) then (SDM 2B, JMP). Relative targets of 64-bit code are left to the fetch.
 */
function refuseNowhere(x: Context, target: Local, takeBack: () => void = () => undefined): void {
  const { f } = x;
  const refuse = (): void => {
    takeBack();
    x.raise(vector.gp);
  };
  if (!x.long) {
    f.if(target.gtU(x.cell(segment('cs') + segmentCell.limit).zeroExtend()), refuse);
    return;
  }
  // Addresses of 48 bits are good in any case; the others depend on CR4.LA57, and are rare.
  f.if(target.shl(16).shrS(16).ne(target), () => {
    f.if(isCanonical(x.cpu, target).isZero(), refuse);
  });
}

/** The same for a popped target, with the stack as before. */
function refusePopped(x: Context, target: Local, rsp: Local): void {
  refuseNowhere(x, target, () => {
    if (!x.long) x.setCell(cpuCell.rsp, rsp, 8);
  });
}

const jump = transfer('jmp', (x) => jumpRelative(x), true);

const jumpIndirect = transfer(
  'jmpIndirect',
  (x) => {
    const target = x.f.let(x.operand(0).read().zeroExtend());
    refuseNowhere(x, target);
    x.jumpTo(target, x.width);
  },
  true,
);

const callRelative = transfer(
  'call',
  (x) => {
    jumpRelative(x, () => x.push(returnAddress(x), x.width));
  },
  true,
);

const callIndirect = transfer(
  'callIndirect',
  (x) => {
    const target = x.f.let(x.operand(0).read().zeroExtend());
    const check = (): void => refuseNowhere(x, target);
    if (!x.long) {
      probePush(x);
      check();
    }
    x.push(x.nextRip(), x.width, check);
    x.jumpTo(target, x.width);
  },
  true,
);

const ret = transfer(
  'ret',
  (x) => {
    const rsp = x.f.let(x.cell(cpuCell.rsp, 8));
    const { value, finish } = x.pop(x.width);
    refusePopped(x, value, rsp);
    finish();
    x.jumpTo(value, x.width);
  },
  true,
);

const retImmediate = transfer('retImmediate', (x) => {
  const rsp = x.f.let(x.cell(cpuCell.rsp, 8));
  const { value, finish } = x.pop(x.width);
  refusePopped(x, value, rsp);
  finish();
  const released = x.immediate(32).and(0xffff).zeroExtend();
  setStackPointer(x, x.f.let(x.cell(cpuCell.rsp, 8).add(released)));
  x.jumpTo(value, x.width);
});

const jumpIf = (condition: number): Meaning =>
  transfer(
    `j${conditionNames[condition] ?? ''}`,
    (x) => {
      const holds = conditions[condition]?.(x.cpu) ?? i32(0);
      x.f.if(holds, () => jumpRelative(x));
      x.go.next();
    },
    true,
  );

const loop = (name: 'loop' | 'loope' | 'loopne'): Meaning =>
  transfer(name, (x) => {
    const left = x.f.let(x.register(1).sub(1).and(x.addressMask()));
    const count = (): void => x.setCounter(1, left);
    const zf = result(x.cpu).isZero();
    const wanted = name === 'loop' ? i32(1) : name === 'loope' ? zf : zf.isZero();
    x.f.if(left.ne(0).and(wanted), () => jumpRelative(x, count));
    count();
    x.go.next();
  });

const jumpIfCountZero = transfer('jcxz', (x) => {
  x.f.if(x.register(1).and(x.addressMask()).isZero(), () => jumpRelative(x));
  x.go.next();
});

const hex = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0');

export const control: readonly Row[] = [
  ...rows(jump, 'EB Jb ; f64', 'E9 Jz ; f64'),
  ...rows(jumpIndirect, 'FF /4 Ev ; f64'),
  ...rows(callRelative, 'E8 Jz ; f64'),
  ...rows(callIndirect, 'FF /2 Ev ; f64'),
  ...rows(ret, 'C3 ; f64'),
  ...rows(retImmediate, 'C2 Iw ; f64 v'),
  ...conditions.flatMap((_condition, at) => [
    ...row(`${hex(0x70 + at)} Jb ; f64`, jumpIf(at)),
    ...row(`0F ${hex(0x80 + at)} Jz ; f64`, jumpIf(at)),
  ]),
  ...rows(loop('loopne'), 'E0 Jb ; f64'),
  ...rows(loop('loope'), 'E1 Jb ; f64'),
  ...rows(loop('loop'), 'E2 Jb ; f64'),
  ...rows(jumpIfCountZero, 'E3 Jb ; f64'),
];
