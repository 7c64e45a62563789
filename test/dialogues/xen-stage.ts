/** Debian's Xen with our dom0 on 2 CPUs, as a user powers it on, with its symbols. */
import { commandLine, kernelPath, symbolsPath } from '../xen/xen.ts';
import { poweredOn } from './tiny-hypervisor.ts';

// prettier-ignore
const flags = [
  '-kernel', kernelPath, '-initrd', 'fixtures/dom0/dom0.elf', '-append', commandLine,
  '-smp', '2', '-m', '128',
];

/** Xen asks for MSRs that are not there; the log says so. */
export const xenStage = (...more: readonly string[]) => ({
  ...poweredOn([...flags, ...more], () => undefined),
  symbols: symbolsPath,
});
