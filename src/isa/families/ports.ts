/** IN and OUT (SDM 1 18.5). */
import { cpuCell } from '../../memory/layout.ts';
import { i32 } from '../../wasm/value.ts';
import type { Context } from '../context.ts';
import type { Row } from '../row.ts';
import { meaning, rows, transfer } from '../row.ts';
import { interceptPort } from '../svm/permission-maps.ts';
import { vector } from '../vectors.ts';

/** I/O is for rings up to IOPL; the permission bitmap of the TSS is not built: #GP instead. */
const requireIo = (x: Context): void =>
  x.raiseIf(x.cell(cpuCell.cpl).gtU(x.cell(cpuCell.eflags).shrU(12).and(3)), vector.gp);

const input = meaning('in', (x) => {
  requireIo(x);
  const port = x.f.let(x.operand(1).read().and(0xffff));
  interceptPort(x, port, { input: true });
  const value = x.f.call(x.host.readPort, x.cpu, port, i32(x.width / 8));
  x.operand(0).write(value);
});

const output = transfer('out', (x) => {
  requireIo(x);
  const port = x.f.let(x.operand(0).read().and(0xffff));
  interceptPort(x, port, { input: false });
  x.f.run(x.host.writePort, x.cpu, port, i32(x.width / 8), x.operand(1).read());
  x.go.nextAndLook();
});

// prettier-ignore
export const ports: readonly Row[] = [
  ...rows(input, 'E4 AL,Ib', 'E5 eAX,Ib', 'EC AL,DX', 'ED eAX,DX'),
  ...rows(output, 'E6 Ib,AL', 'E7 Ib,eAX', 'EE DX,AL', 'EF DX,eAX'),
];
