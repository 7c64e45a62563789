/** CPU models: what each announces, how features are changed, and that the guest gets no more. */
import { describe, expect, it } from 'vitest';
import { cpuModelNamed, cpuModels } from '../../src/isa/cpuid.ts';
import { vector } from '../../src/isa/vectors.ts';
import { assemble } from '../machine/assemble.ts';
import { bareMachine, modelNamed } from '../machine/bare-machine.ts';

const smap = 1 << 20;
const leaf7 = (text: string): number =>
  modelNamed(text).rows.find(({ leaf }) => leaf === 7)?.ebx ?? 0;

describe('a CPU model', () => {
  it.each([
    ['max', smap],
    ['max,-smap', 0],
    ['max,smap=off', 0],
    ['qemu64,+smap', smap],
    ['qemu64,smap', smap],
    ['nehalem', 0],
  ])('named %s announces SMAP or not', (text, expected) => {
    expect(leaf7(text) & smap).toBe(expected);
  });

  it.each([
    ['pentium', 'pentium'],
    ['max,+mx', '+mx'],
    ['max,', ''],
  ])('named %s is refused for the word that means nothing', (text, word) => {
    expect(cpuModelNamed(text)).toEqual({ unknown: word });
  });

  it.each(cpuModels.map(({ name, vendor }) => [name, vendor] as const))(
    '%s says %s to its guest',
    (name, vendor) => {
      const bare = bareMachine({ code: assemble('xor %eax, %eax; cpuid'), cpu: name });
      bare.run(2);
      const words = ['rbx', 'rdx', 'rcx'].map((register) => Number(bare.get(register)));

      expect(Buffer.from(new Uint32Array(words).buffer).toString('latin1')).toBe(vendor);
    },
  );

  it('gives CR4 the bits of its features only', () => {
    const outcomes = ['max', 'max,-smap'].map((cpu) => {
      const bare = bareMachine({ code: assemble('mov %rax, %cr4'), cpu });
      bare.set('rax', 0x200020);
      bare.step();
      return bare.vector();
    });

    expect(outcomes).toEqual([undefined, vector.gp]);
  });

  it.each([
    ['stac', 'max,-smap'],
    ['rdrand %eax', 'qemu64'],
    ['andn %eax, %ebx, %ecx', 'max,-bmi1'],
    ['movbe (%rsp), %eax', 'nehalem'],
    ['clwb (%rsp)', 'max,-clwb'],
    ['syscall', 'max,-syscall'],
  ])('has no %s under -cpu %s', (text, cpu) => {
    const bare = bareMachine({ code: assemble(text), cpu });
    bare.step();

    expect(bare.vector()).toBe(vector.ud);
  });

  it('without BMI1 runs TZCNT as BSF, whose prefix is ignored', () => {
    const bare = bareMachine({ code: assemble('tzcnt %eax, %ecx'), cpu: 'qemu64' });
    bare.set('rax', 0);
    bare.set('rcx', 77);
    bare.step();

    expect(bare.get('rcx')).toBe(77n);
  });
});
