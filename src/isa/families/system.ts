/** What else system software runs: CPUID, MSRs, time, HLT, SWAPGS, fences, UD (SDM 3A 2.8). */
import {
  activityValue,
  cpuCell,
  cpuidRowBytes,
  cpuidTable,
  segment,
  segmentCell,
} from '../../memory/layout.ts';
import { i32, i64, load } from '../../wasm/value.ts';
import { featureOverrides, msrCell } from '../msrs.ts';
import type { Meaning, Row } from '../row.ts';
import { meaning, rows, transfer } from '../row.ts';
import { component, imageOffset } from '../state-image.ts';
import { interceptIf } from '../svm/intercept.ts';
import { interceptMsr } from '../svm/permission-maps.ts';
import { exit } from '../svm/vmcb.ts';
import { readTimeStamp } from '../time-stamp.ts';
import { vector } from '../vectors.ts';

/** Finds the row of (leaf, subleaf) in the table the machine's CPU model filled. */
const cpuid = meaning('cpuid', (x) => {
  const { f } = x;
  interceptIf(x, exit.cpuid);
  const leaf = f.let(x.register(0).low32());
  const subleaf = f.let(x.register(1).low32());
  const row = f.let(i32(cpuidTable + 8));
  const end = f.let(
    load('i32', 4, i32(0), cpuidTable)
      .mul(cpuidRowBytes)
      .add(cpuidTable + 8),
  );
  const set = (offset: number, number: number): void =>
    x.setRegister(number, load('i64', 4, row, offset));
  f.while(row.ltU(end), () => {
    const anySubleaf = load('i32', 4, row, 4).eq(-1);
    const same = load('i32', 4, row).eq(leaf);
    f.if(same.and(anySubleaf.or(load('i32', 4, row, 4).eq(subleaf))), () => {
      [8, 12, 16, 20].forEach((offset, at) => set(offset, [0, 3, 1, 2][at] ?? 0));
      for (const { leaf: overridden, number } of featureOverrides) {
        const words = x.cell(msrCell(number), 8);
        f.if(leaf.eq(overridden | 0), () => {
          x.setRegister(1, words.shrU(32));
          x.setRegister(2, words.and(0xffffffffn));
        });
      }
      // Leaves 1 and 0BH tell each CPU its own APIC id.
      const apicId = x.cell(cpuCell.index);
      f.if(leaf.eq(1), () => x.setRegister(3, x.register(3).or(apicId.shl(24).zeroExtend())));
      // Without an APIC there is no bit that says it is there (SDM 3A 11.4.3).
      const noApic = x.cell(cpuCell.apicOff).shl(9).zeroExtend();
      f.if(leaf.eq(1), () => x.setRegister(2, x.register(2).and(noApic.not())));
      // OSPKE says whether CR4.PKE is set.
      const ospke = x.cell(cpuCell.cr4).shrU(18).and(0x10).zeroExtend();
      f.if(leaf.eq(7), () => x.setRegister(1, x.register(1).or(ospke)));
      // OSXSAVE says whether CR4.OSXSAVE is set.
      const osxsave = x
        .cell(cpuCell.cr4)
        .shl(9)
        .and(1 << 27)
        .zeroExtend();
      f.if(leaf.eq(1), () => x.setRegister(1, x.register(1).or(osxsave)));
      // EBX of leaf 0DH: the bytes of an image of the components that are enabled now.
      const without = x.cell(cpuCell.xcr0).and(component.avx).isZero();
      const tooMany = x.register(3).gtU(imageOffset.avx);
      f.if(leaf.eq(0xd).and(without).and(tooMany), () => x.setRegister(3, i64(imageOffset.avx)));
      f.if(leaf.eq(0xb), () => x.setRegister(2, apicId.zeroExtend()));
      x.go.next();
    });
    f.set(row, row.add(cpuidRowBytes));
  });
  for (const number of [0, 1, 2, 3]) x.setRegister(number, i64(0));
  f.run(x.host.unknownLeaf, leaf, subleaf);
});

const readMsr = transfer('rdmsr', (x) => {
  x.requireRing0();
  interceptMsr(x, 'read');
  const refused = x.f.call(x.host.readMsr, x.cpu, x.register(1).low32());
  x.raiseIf(refused, vector.gp);
  x.setRegister(0, x.cell(cpuCell.faultAddress, 8).and(0xffffffffn));
  x.setRegister(2, x.cell(cpuCell.faultAddress, 8).shrU(32));
  x.go.nextAndLook();
});

const writeMsr = transfer('wrmsr', (x) => {
  x.requireRing0();
  interceptMsr(x, 'write');
  const value = x.register(0).and(0xffffffffn).or(x.register(2).shl(32));
  x.setCell(cpuCell.faultAddress, x.f.let(value), 8);
  x.raiseIf(x.f.call(x.host.writeMsr, x.cpu, x.register(1).low32()), vector.gp);
  x.setCell(cpuCell.rip, x.f.let(x.nextRip()), 8);
  x.go.jumpAndLook();
});

const halt = transfer('hlt', (x) => {
  x.requireRing0();
  interceptIf(x, exit.hlt);
  x.f.store(1, x.cpu, x.cell(cpuCell.activity, 1).or(activityValue.halted), cpuCell.activity);
  x.go.nextAndLook();
});

const writeBack = (name: 'invd' | 'wbinvd'): Meaning =>
  meaning(name, (x) => {
    x.requireRing0();
    interceptIf(x, exit[name]);
  });

const readTime = meaning('rdtsc', (x) => {
  x.raiseIf(x.cell(cpuCell.cr4).and(4).ne(0).and(x.cell(cpuCell.cpl).ne(0)), vector.gp);
  interceptIf(x, exit.rdtsc);
  readTimeStamp(x);
});

const swapGs = meaning('swapgs', (x) => {
  x.requireRing0();
  const at = segment('gs') + segmentCell.base;
  const base = x.f.let(load('i64', 8, x.cpu, at));
  x.setCell(at, x.cell(cpuCell.kernelGsBase, 8), 8);
  x.setCell(cpuCell.kernelGsBase, base, 8);
});

const undefinedOpcode = transfer('ud', (x) => x.raise(vector.ud));
/** Outside of system management mode, where this machine always is. */
const resume = transfer('rsm', (x) => {
  interceptIf(x, exit.rsm);
  x.raise(vector.ud);
});
const cr4pce = 0x100;
/** There is no counter to name, whether CR4.PCE lets ring 3 ask or not. */
const readCounter = transfer('rdpmc', (x) => {
  const allowed = x.cell(cpuCell.cr4).and(cr4pce).ne(0).or(x.cell(cpuCell.cpl).isZero());
  x.raiseIf(allowed.isZero(), vector.gp);
  interceptIf(x, exit.rdpmc);
  x.raise(vector.gp);
});
const fence = meaning('fence', () => undefined);

// prettier-ignore
export const system: readonly Row[] = [
  ...rows(swapGs, '0F 01 F8 ; o64 any'),
  ...rows(cpuid, '0F A2 ; any'),
  ...rows(readMsr, '0F 32 ; any'),
  ...rows(writeMsr, '0F 30 ; any'),
  ...rows(readTime, '0F 31 ; any'),
  ...rows(halt, 'F4 ; any'),
  ...rows(writeBack('invd'), '0F 08 ; any'),
  ...rows(writeBack('wbinvd'), '0F 09 ; any'),
  ...rows(undefinedOpcode, '0F 0B ; any', '0F B9 Gv,Ev', '0F FF Gv,Ev'),
  ...rows(resume, '0F AA ; any'),
  ...rows(readCounter, '0F 33 ; any'),
  ...rows(fence, '0F AE /5 Ed ; mod3 np', '0F AE /6 Ed ; mod3 np', '0F AE /7 Ed ; mod3 np'),
];
