/** How fast this host is at this moment: a loop of plain WebAssembly that no change of ours touches. */
import { ModuleBuilder } from '../../src/wasm/module.ts';
import { i32, i64, load } from '../../src/wasm/value.ts';
import { median } from './row.ts';

const rounds = 4_000_000;
const runs = 9;

/** Xorshift through a cell of memory: `rounds` iterations. */
function emit(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const loop = module.function(['i32'], undefined, (f, count) => {
    const left = f.let(count);
    f.while(left, () => {
      const word = f.let(load('i64', 8, i32(0), 64));
      f.set(word, word.xor(word.shl(13)));
      f.set(word, word.xor(word.shrU(7)));
      f.store(8, i32(0), word.xor(word.shl(17)).or(i64(1)), 64);
      f.set(left, left.sub(1));
    });
  });
  module.export('loop', loop);
  return module.build(1);
}

let loop: ((count: number) => void) | undefined;

/** Millions of iterations in a second of processor time. */
export function yardstick(): number {
  loop ??= start();
  const times = Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    loop?.(rounds);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return rounds / median(times);
}

function start(): (count: number) => void {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(emit());
  const instance = new WebAssembly.Instance(module, { host: { memory } });
  const found = instance.exports['loop'] as (count: number) => void;
  for (let warm = 0; warm < 20; warm++) found(rounds / 10);
  return found;
}
