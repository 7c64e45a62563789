/** RFLAGS as a whole, and conditions by number. */
import { alignmentIsChecked } from '../../memory/alignment.ts';
import { conditions, readFlags, setZero, writeFlags } from '../flags.ts';
import type { Scope } from './scope.ts';

export function defineFlagRoutines({ module, routines: r }: Scope): void {
  module.define(r.readFlags, (f, cpu) => f.return(readFlags(cpu)));
  module.define(r.writeFlags, (f, cpu, flags) => {
    writeFlags(f, cpu, flags);
    f.if(alignmentIsChecked(cpu), () => f.run(r.closeFastPaths, cpu));
  });
  module.export('readFlags', r.readFlags);
  module.export('writeFlags', r.writeFlags);
  module.define(r.setZero, (f, cpu, zf) => {
    const flags = f.call(r.readFlags, cpu);
    f.run(r.writeFlags, cpu, setZero(flags, zf));
  });
  module.define(r.condition, (f, cpu, number) => {
    const nest = (at: number, labels: { depth: number }[]): void => {
      if (at === conditions.length) {
        f.branchTable(number, labels.toReversed());
        return;
      }
      f.block((label) => nest(at + 1, [...labels, label]));
      const condition = conditions[conditions.length - 1 - at];
      if (condition !== undefined) f.return(condition(cpu));
    };
    nest(0, []);
  });
}
