/** Who may use an I/O port (SDM 1 19.5), and the breakpoints that wait for one (SDM 3B 17.2.4). */
import { cpuCell, segment, segmentCell } from '../../memory/layout.ts';
import { looksAtDebugRegisters, notePortHits } from '../../memory/debug-registers.ts';
import { accessKind } from '../../memory/access.ts';
import { cell } from '../../memory/routine.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, load } from '../../wasm/value.ts';
import { vector } from '../vectors.ts';
import { outcome } from './names.ts';
import type { Scope } from './scope.ts';

/** Where a TSS of 32 or 64 bits says at which offset its permission bitmap begins. */
const bitmapBase = 0x66;

function refuse(f: FunctionBuilder, cpu: Local): void {
  f.store(4, cpu, i32(vector.gp), cpuCell.faultVector);
  f.store(4, cpu, i32(0), cpuCell.faultCode);
  f.return(outcome.fault);
}

/** Two bytes of the TSS; #GP(0) if they are not inside it. */
function readTss(f: FunctionBuilder, { routines: r }: Scope, cpu: Local, offset: Value): Local {
  const at = f.let(offset);
  const tss = segment('tr');
  const limit = load('i32', 4, cpu, tss + segmentCell.limit);
  f.if(at.add(1).gtU(limit), () => refuse(f, cpu));
  const linear = load('i64', 8, cpu, tss + segmentCell.base).add(at.zeroExtend());
  const host = f.call(r.translate, cpu, f.let(linear), i32(accessKind.system | 2));
  f.if(host.isZero(), () => f.return(outcome.fault));
  return f.let(load('i32', 2, host));
}

/** (cpu, port, bytes): 0, or outcome.fault: above IOPL the bitmap must have a 0 for each port. */
function openPort(f: FunctionBuilder, scope: Scope, cpu: Local, port: Local, bytes: Local): void {
  const iopl = cell(cpu, cpuCell.eflags).shrU(12).and(3);
  f.if(cell(cpu, cpuCell.cpl).gtU(iopl), () => {
    const attributes = load('i32', 4, cpu, segment('tr') + segmentCell.attributes);
    // A 16-bit TSS has no bitmap: type 1 or 3 instead of 9 or 11.
    f.if(attributes.and(8).isZero(), () => refuse(f, cpu));
    const base = readTss(f, scope, cpu, i32(bitmapBase));
    const map = readTss(f, scope, cpu, base.add(port.shrU(3)));
    const wanted = i64(1).shl(bytes.zeroExtend()).sub(1).low32();
    f.if(map.shrU(port.and(7)).and(wanted), () => refuse(f, cpu));
  });
  f.if(looksAtDebugRegisters(cpu), () => notePortHits(f, cpu, port, bytes));
  f.return(0);
}

export function definePortRoutines(scope: Scope): void {
  scope.module.define(scope.routines.openPort, (f, cpu, port, bytes) =>
    openPort(f, scope, cpu, port, bytes),
  );
}
