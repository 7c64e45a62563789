/** Questions about selectors that raise no fault of their own (SDM 3A 5.10), and BOUND. */
import { accessKind } from '../../memory/access.ts';
import { cpuCell } from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, select } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import type { Meaning, Row } from '../row.ts';
import { meaning, rows } from '../row.ts';
import { attribute } from '../routines/address.ts';
import { attributesOf, isLongMode, isProtected, limitOf } from '../routines/segments.ts';
import { vector } from '../vectors.ts';

/** Real mode has no descriptors to ask about. */
export const requireProtected = (x: Context): void =>
  x.raiseIf(isProtected(x.cpu).isZero(), vector.ud);

/** System descriptors that an instruction answers for, a bit for each type (SDM 2A, LAR and LSL). */
interface SystemTypes {
  readonly legacy: number;
  readonly long: number;
}

const ofTypes = (...types: number[]): number => types.reduce((mask, type) => mask | (1 << type), 0);
const segmentTypes: SystemTypes = { legacy: ofTypes(1, 2, 3, 9, 11), long: ofTypes(2, 9, 11) };
const accessTypes: SystemTypes = {
  legacy: segmentTypes.legacy | ofTypes(4, 5, 12),
  long: segmentTypes.long | ofTypes(12),
};

interface Asked {
  readonly descriptor: Local;
  readonly attributes: Local;
  /** Not 0 if code of this ring and RPL may see the descriptor. */
  readonly visible: Local;
}

function ask(x: Context, selector: Local): Asked {
  const { f } = x;
  requireProtected(x);
  const descriptor = f.call(x.routines.inspectDescriptor, x.cpu, selector);
  f.if(x.cell(cpuCell.faultVector).geS(0), () => x.go.fault());
  const attributes = attributesOf(f, descriptor);
  const dpl = f.let(attributes.shrU(5).and(3));
  const conformingCode = attribute.notSystem | attribute.code | attribute.expandDown;
  const conforming = attributes.and(conformingCode).eq(conformingCode);
  const inner = x.cell(cpuCell.cpl).gtU(dpl).or(selector.and(3).gtU(dpl));
  return { descriptor, attributes, visible: f.let(conforming.or(inner.isZero())) };
}

const isOf = (x: Context, attributes: Value, types: SystemTypes): Value => {
  const known = select(isLongMode(x.cpu), i32(types.long), i32(types.legacy));
  return attributes
    .and(attribute.notSystem)
    .or(known.shrU(attributes.and(15)).and(1))
    .ne(0);
};

/** LAR and LSL: the destination changes, and ZF is set, if there is an answer. */
const load = (name: 'lar' | 'lsl', types: SystemTypes, answer: (asked: Asked) => Value): Meaning =>
  meaning(name, (x) => {
    const selector = x.operand(1).read();
    const asked = ask(x, selector);
    const good = x.f.let(asked.visible.and(isOf(x, asked.attributes, types)));
    x.f.if(good, () => {
      const value = x.f.let(answer(asked));
      x.operand(0).write(x.width === 64 ? value.zeroExtend() : value);
    });
    x.f.run(x.routines.setZero, x.cpu, good);
  });

const accessRightsMask = 0x00ff_ff00;

/** VERR: data, or code that may be read; VERW: data that may be written. */
const verify = (name: 'verr' | 'verw'): Meaning =>
  meaning(name, (x) => {
    const selector = x.operand(0).read();
    const { attributes, visible } = ask(x, selector);
    const isCode = attributes.and(attribute.code).ne(0);
    const second = attributes.and(attribute.writable).ne(0);
    const fits = name === 'verr' ? isCode.isZero().or(second) : isCode.isZero().and(second);
    const isSegment = attributes.and(attribute.notSystem).ne(0);
    x.f.run(x.routines.setZero, x.cpu, x.f.let(visible.and(isSegment).and(fits)));
  });

/** ARPL: raises the RPL of a selector that somebody handed in; if not, writes nothing (SDM 2A). */
const adjustRpl = meaning('arpl', (x) => {
  requireProtected(x);
  const { f } = x;
  const to = x.operand(0);
  const old = to.read();
  const rpl = f.let(x.operand(1).read().and(3));
  const lower = f.let(old.and(3).ltU(rpl));
  const adjusted = old.and(0xfffc).or(rpl);
  f.if(lower, () => {
    // The segment has been asked for a read only.
    if (to.isMemory) x.storeGuest(x.address(2, accessKind.write), 16, adjusted);
    else to.write(adjusted);
  });
  f.run(x.routines.setZero, x.cpu, lower);
});

/** BOUND: a signed index against two bounds in memory; #BR is a fault (SDM 2A). */
const bound = meaning('bound', (x) => {
  const { f } = x;
  const signed = (value: Value): Value => (x.width === 16 ? value.extend16S() : value);
  const index = f.let(signed(x.operand(0).read()));
  const address = x.address(x.width / 4);
  const lower = f.let(signed(x.loadGuest(address, x.width)));
  const upper = signed(x.loadGuest(f.let(address.add(x.width / 8)), x.width));
  x.raiseIf(index.ltS(lower).or(index.gtS(upper)), vector.br);
});

// prettier-ignore
export const selectors: readonly Row[] = [
  ...rows(load('lar', accessTypes, (a) => a.descriptor.shrU(32).low32().and(accessRightsMask)), '0F 02 Gv,Ew'),
  ...rows(load('lsl', segmentTypes, (a) => limitOf(a.descriptor, a.attributes)), '0F 03 Gv,Ew'),
  ...rows(verify('verr'), '0F 00 /4 Ew'),
  ...rows(verify('verw'), '0F 00 /5 Ew'),
  ...rows(adjustRpl, '63 Ew,Gw ; i64'),
  ...rows(bound, '62 Gv,M ; i64'),
];
