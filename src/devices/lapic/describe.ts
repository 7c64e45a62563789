/** The local APICs as a debugger shows them; nothing is read by the guest's way, which has effects. */
import type { DeviceContext, DeviceRow } from '../device.ts';
import { processorPriority } from './priority.ts';
import { hasVector, isEnabled, masked, register, type LapicRegisters } from './registers.ts';
import { currentCount, timerMode } from './timer.ts';

const vectorEntries = [
  ['LVT timer', register.timer],
  ['LVT thermal', register.thermal],
  ['LVT performance', register.performance],
  ['LVT LINT0', register.lint0],
  ['LVT LINT1', register.lint1],
  ['LVT error', register.error],
] as const;

/** Delivery modes (SDM 3A figure 11-8). */
const deliveryModes = [
  'fixed',
  'lowest priority',
  'SMI',
  'mode 3',
  'NMI',
  'INIT',
  'mode 6',
  'ExtINT',
];

export function describeLapic(lapic: LapicRegisters, context: DeviceContext): DeviceRow[] {
  const unit = `lapic ${lapic.cpu}`;
  const base = lapic.base();
  const row = (name: string, value: bigint | number, meaning: string): DeviceRow => ({
    unit,
    register: name,
    value: `0x${value.toString(16)}`,
    meaning,
  });
  const plain = (name: string, offset: number, meaning = ''): DeviceRow =>
    row(name, lapic.get(offset), meaning);
  return [
    row('base', base, lapic.mode()),
    plain('id', register.id, isEnabled(lapic) ? 'enabled' : 'disabled by software'),
    plain('TPR', register.taskPriority),
    row('PPR', processorPriority(lapic), ''),
    vectorsRow(unit, 'ISR', vectorsIn(lapic, register.inService)),
    vectorsRow(unit, 'IRR', vectorsIn(lapic, register.requested)),
    ...vectorEntries.map(([name, offset]) => plain(name, offset, entryMeaning(lapic, offset))),
    row('timer count', currentCount(lapic, context.now()), timerMeaning(lapic)),
  ];
}

const vectorsRow = (unit: string, name: string, found: readonly number[]): DeviceRow => ({
  unit,
  register: name,
  value: found.length === 0 ? 'none' : found.map((vector) => `0x${vector.toString(16)}`).join(' '),
  meaning: '',
});

const vectorsIn = (lapic: LapicRegisters, base: number): number[] =>
  Array.from({ length: 256 }, (_, vector) => vector).filter((vector) =>
    hasVector(lapic, base, vector),
  );

function entryMeaning(lapic: LapicRegisters, offset: number): string {
  const entry = lapic.get(offset);
  if ((entry & masked) !== 0) return 'masked';
  const isTimer = offset === register.timer;
  const mode = isTimer || offset === register.error ? 'fixed' : deliveryMode(entry);
  return mode === 'fixed' ? `vector 0x${(entry & 0xff).toString(16)}` : mode;
}

/** The words of bits 8 to 10 of an entry. */
export const deliveryMode = (entry: number): string => deliveryModes[(entry >>> 8) & 7] ?? '';

function timerMeaning(lapic: LapicRegisters): string {
  const entry = lapic.get(register.timer);
  if ((entry & timerMode.deadline) !== 0) return `deadline 0x${lapic.deadline().toString(16)}`;
  const way = (entry & timerMode.periodic) === 0 ? 'one-shot' : 'periodic';
  return `${way} from 0x${lapic.get(register.timerInitial).toString(16)}`;
}
