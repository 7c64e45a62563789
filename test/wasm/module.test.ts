/** Emitting WebAssembly: small functions, run by the engine that will run the large one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModuleBuilder } from '../../src/wasm/module.ts';
import type { FunctionBuilder } from '../../src/wasm/function.ts';
import type { Local } from '../../src/wasm/value.ts';
import { i32, load, select } from '../../src/wasm/value.ts';

type Binary = (a: number, b: number) => number;

/** A module with one function `f` of two i32 parameters, and a page of memory. */
function compiled(body: (f: FunctionBuilder, a: Local, b: Local) => void): Binary {
  const module = new ModuleBuilder();
  const callee = module.function(['i32', 'i32'], 'i32', (f, a, b) => body(f, a, b));
  module.export('f', callee);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const bytes = module.build(1);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { host: { memory } });
  return (instance.exports as unknown as { f: Binary }).f;
}

describe('an emitted function', () => {
  it('computes', () => {
    const f = compiled((g, a, b) => g.return(a.add(b).mul(3).xor(b.shl(2))));
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        expect(f(a, b)).toBe(Math.imul((a + b) | 0, 3) ^ (b << 2));
      }),
    );
  });

  it('chooses between values and between branches', () => {
    const bySelect = compiled((g, a, b) => g.return(select(a.ltS(b), a, b)));
    const byBranch = compiled((g, a, b) => {
      const least = g.let(b);
      g.if(a.ltS(b), () => g.set(least, a));
      g.return(least);
    });

    expect([bySelect(3, -4), bySelect(-9, 2)]).toEqual([-4, -9]);
    expect([byBranch(3, -4), byBranch(-9, 2)]).toEqual([-4, -9]);
  });

  it('loops', () => {
    const power = compiled((g, a, b) => {
      const product = g.let(i32(1));
      g.while(b, () => {
        g.set(product, product.mul(a));
        g.set(b, b.sub(1));
      });
      g.return(product);
    });

    expect([power(3, 4), power(2, 0)]).toEqual([81, 1]);
  });

  it('branches by a table', () => {
    const named = compiled((g, a) => {
      g.block((other) => {
        g.block((one) => {
          g.block((zero) => g.branchTable(a, [zero, one, other]));
          g.return(10);
        });
        g.return(11);
      });
      g.return(12);
    });

    expect([named(0, 0), named(1, 0), named(2, 0)]).toEqual([10, 11, 12]);
  });

  it('loads and stores bytes with and without sign', () => {
    const f = compiled((g, a, b) => {
      g.store(4, i32(16), a);
      g.store(1, i32(17), b);
      g.return(load('i32', 4, i32(0), 16));
    });

    expect(f(0x11223344, 0x1ff) >>> 0).toBe(0x1122ff44);
  });
});
