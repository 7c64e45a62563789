/** The time stamp counter as an instruction reads it. */
import { guestCell } from '../memory/guest-cells.ts';
import { cpuCell } from '../memory/layout.ts';
import type { Context } from './context.ts';

/** Virtual time, plus what WRMSR and a hypervisor added, into EAX and EDX. */
export function readTimeStamp(x: Context): void {
  x.f.run(x.host.now, x.cpu);
  const offset = x.cell(cpuCell.tscOffset, 8).add(x.cell(guestCell.guestTscOffset, 8));
  const stamp = x.f.let(x.cell(cpuCell.faultAddress, 8).add(offset));
  x.setRegister(0, stamp.and(0xffffffffn));
  x.setRegister(2, stamp.shrU(32));
}
