/** A hand on the lines of a board: drives them and talks to the interrupt controllers. */
import { present } from '../../src/foundation/assert.ts';
import type { DeviceContext, DeviceFactory } from '../../src/devices/device.ts';

export interface Fingers {
  readonly factory: DeviceFactory;
  /** What a device of the board can do; the board must have been built. */
  readonly context: () => DeviceContext;
}

export function fingers(): Fingers {
  let context: DeviceContext | undefined;
  return {
    factory: {
      stateBytes: 0,
      create(given) {
        context = given;
        return { name: 'fingers', help: 'drives any line', stateBytes: 0 };
      },
    },
    context: () => present(context, 'the board of the fingers'),
  };
}
