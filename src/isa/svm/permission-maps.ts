/** The maps by which a hypervisor chooses ports and MSRs (APM 2 15.10, 15.11). */
import { guestCell } from '../../memory/guest-cells.ts';
import { cpuCell, machineCell, ramBase, recordField } from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, load } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import { exitFrom, intercepts } from './intercept.ts';
import { exit } from './vmcb.ts';

/** Two bytes of a map; outside of memory every bit is set. */
function mapBits(x: Context, map: number, byte: Value): Local {
  const at = x.f.let(x.cell(map, 8).add(byte.zeroExtend()));
  const end = load('i32', 4, i32(0), machineCell.ramBytes).sub(1).zeroExtend();
  const bits = x.f.let(i32(-1));
  x.f.if(at.ltU(end), () => x.f.set(bits, load('i32', 2, at.low32(), ramBase)));
  return bits;
}

/** EXITINFO1 of an access to a port (APM 2 15.10.2). */
const portInfo = {
  input: 1,
  string: 4,
  repeated: 8,
  sizeShift: 4,
  address16: 7,
  portShift: 16,
} as const;

/** By which instruction a port is accessed. */
type PortAccess = 'in' | 'out' | 'ins' | 'outs';

/** The address size of the code, as one of three bits; a prefix does not count here. */
const addressSizeInfo = (x: Context): Value =>
  i32(1 << portInfo.address16).shl(x.cell(cpuCell.mode));

/** INS and OUTS say that they are, and whether they repeat; the decoder keeps that in `scale`. */
const stringInfo = (x: Context): Value =>
  x.field(recordField.scale, 1).ne(0).mul(portInfo.repeated).or(portInfo.string);

/** A bit for each port; an access of several bytes asks for as many. EXITINFO2: what follows. */
export function interceptPort(x: Context, port: Local, bytes: number, how: PortAccess): void {
  const { f } = x;
  const constant = (bytes << portInfo.sizeShift) | (how.startsWith('in') ? portInfo.input : 0);
  f.if(intercepts(x.cpu, exit.io), () => {
    const bits = mapBits(x, guestCell.ioPermissions, port.shrU(3)).shrU(port.and(7));
    f.if(bits.and((1 << bytes) - 1), () => {
      const info = port.shl(portInfo.portShift).or(constant).or(addressSizeInfo(x));
      const all = how.endsWith('s') ? info.or(stringInfo(x)) : info;
      exitFrom(x, i32(exit.io), all.zeroExtend(), x.nextRip());
    });
  });
}

/** The three ranges of MSRs that have bits, two for each; all others are intercepted. */
const msrRanges = [0, 0xc0000000, 0xc0010000] as const;
const msrsInRange = 0x2000;

export function interceptMsr(x: Context, access: 'read' | 'write'): void {
  const { f } = x;
  f.if(intercepts(x.cpu, exit.msr), () => {
    const number = f.let(x.register(1).low32());
    const wanted = f.let(i32(1));
    msrRanges.forEach((first, range) => {
      const within = number.sub(first);
      f.if(within.ltU(msrsInRange), () => {
        const byte = within.shrU(2).add((range * msrsInRange) / 4);
        const bits = mapBits(x, guestCell.msrPermissions, byte);
        const place = within
          .and(3)
          .shl(1)
          .add(access === 'write' ? 1 : 0);
        f.set(wanted, bits.shrU(place).and(1));
      });
    });
    const info = i32(access === 'write' ? 1 : 0).zeroExtend();
    f.if(wanted, () => exitFrom(x, i32(exit.msr), info));
  });
}
