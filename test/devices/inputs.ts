/** A device of nothing but inputs: what its wires do is recorded. */
import type { DeviceFactory } from '../../src/devices/device.ts';

export function inputs(name: string): {
  readonly factory: DeviceFactory;
  readonly changes: (readonly [pin: number, high: boolean])[];
} {
  const changes: (readonly [number, boolean])[] = [];
  return {
    changes,
    factory: {
      stateBytes: 0,
      create: () => ({
        name,
        help: 'records its inputs',
        stateBytes: 0,
        input: (pin, high) => changes.push([pin, high]),
      }),
    },
  };
}
