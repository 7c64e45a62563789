/** Who may use an I/O port (SDM 1 19.5), and the breakpoints that wait for one (SDM 3B 17.2.4). */
import { cpuCell } from '../../memory/layout.ts';
import { looksAtDebugRegisters, notePortHits } from '../../memory/debug-registers.ts';
import { cell } from '../../memory/routine.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64 } from '../../wasm/value.ts';
import { vector } from '../vectors.ts';
import type { Scope } from './scope.ts';
import { refuse } from './segments.ts';
import { isInTaskState, isWideTaskState, readTaskState } from './task-state.ts';

/** Where a TSS of 32 or 64 bits says at which offset its permission bitmap begins. */
const bitmapBase = 0x66;

/** Two bytes of the TSS; #GP(0) if they are not inside it. */
function readPair(f: FunctionBuilder, scope: Scope, cpu: Local, offset: Value): Value {
  const at = f.let(offset);
  f.if(isInTaskState(cpu, at.add(1)).isZero(), () => refuse(f, cpu, vector.gp, i32(0)));
  return readTaskState(f, scope, cpu, at, 2).low32();
}

/** (cpu, port, bytes): 0, or outcome.fault: above IOPL the bitmap must have a 0 for each port. */
function openPort(f: FunctionBuilder, scope: Scope, cpu: Local, port: Local, bytes: Local): void {
  const iopl = cell(cpu, cpuCell.eflags).shrU(12).and(3);
  f.if(cell(cpu, cpuCell.cpl).gtU(iopl), () => {
    const refused = (): void => refuse(f, cpu, vector.gp, i32(0));
    // A TSS of 16 bits has no bitmap.
    f.if(isWideTaskState(cpu).isZero(), refused);
    const base = readPair(f, scope, cpu, i32(bitmapBase));
    const map = readPair(f, scope, cpu, base.add(port.shrU(3)));
    const wanted = i64(1).shl(bytes.zeroExtend()).sub(1).low32();
    f.if(map.shrU(port.and(7)).and(wanted), refused);
  });
  f.if(looksAtDebugRegisters(cpu), () => notePortHits(f, cpu, port, bytes));
  f.return(0);
}

export function definePortRoutines(scope: Scope): void {
  scope.module.define(scope.routines.openPort, (f, cpu, port, bytes) =>
    openPort(f, scope, cpu, port, bytes),
  );
}
