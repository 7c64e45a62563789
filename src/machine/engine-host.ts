/** What the engine asks of the machine around it: devices, MSRs, INIT and SIPI, and who is told. */
import type { EngineHost } from '../engine/engine.ts';
import type { Log } from '../foundation/log.ts';
import { cpuCell } from '../memory/layout.ts';
import type { Computer } from './computer.ts';
import { accessMsr } from './msr-access.ts';
import { startUp, waitForSipi } from './reset.ts';

export function engineHost(machine: Computer, log: Log): EngineHost {
  return {
    readMemory: (cpu, physical, bytes) => machine.bus.readMemory(physical, bytes, cpu),
    writeMemory: (cpu, physical, bytes, value) => {
      machine.bus.writeMemory(physical, bytes, value, cpu);
      machine.afterDeviceWrite();
    },
    readPort: (cpu, port, bytes) => machine.bus.readPort(port, bytes, cpu),
    writePort: (cpu, port, bytes, value) => {
      machine.bus.writePort(port, bytes, value, cpu);
      machine.afterDeviceWrite();
    },
    readMsr: (cpu, number) => {
      const value = accessMsr.read(machine, cpu, number, log);
      if (value !== undefined) machine.telling.msr(cpu, number, 'read', value);
      return value;
    },
    writeMsr: (cpu, number, value) => {
      const isDone = accessMsr.write(machine, cpu, number, value, log);
      if (isDone) machine.telling.msr(cpu, number, 'write', value);
      machine.afterDeviceWrite();
      return isDone;
    },
    vector: (cpu, vector, errorCode) => machine.telling.vector(cpu, vector, errorCode),
    controlTable: (cpu) => machine.telling.controlTable(cpu),
    readTaskPriority: (cpu) => machine.bus.taskPriority(cpu),
    writeTaskPriority: (cpu, priority) => machine.bus.setTaskPriority(cpu, priority),
    acknowledge: (cpu) => machine.bus.acknowledge(cpu),
    initialise: (cpu) => {
      waitForSipi(machine.engine, cpu);
      machine.bus.initialise(cpu);
    },
    startUp: (cpu) => {
      startUp(machine.engine, cpu);
      log.line(
        'smp',
        () =>
          `CPU ${cpu}: start-up at 0x${(machine.engine.cell(cpu, cpuCell.sipiVector) << 12).toString(16)}`,
      );
    },
    biosCall: (_cpu, vector) => {
      const call = `called a BIOS by INT 0x${vector.toString(16)}, and there is none`;
      machine.exit(1, `${call}: Xen wants no-real-mode on its command line`);
    },
    now: () => machine.now,
  };
}
