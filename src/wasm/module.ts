/** A WebAssembly module: imported functions and memory, functions, one table, exports. */
import { assert, present } from '../foundation/assert.ts';
import { Bytes } from './bytes.ts';
import type { Callee } from './function.ts';
import { FunctionBuilder } from './function.ts';
import type { Local, Type } from './value.ts';
import { typeCode } from './value.ts';

interface Signature {
  readonly parameters: readonly Type[];
  readonly result: Type | undefined;
}

export class ModuleBuilder {
  readonly #types: Signature[] = [];
  readonly #imports: { name: string; type: number }[] = [];
  readonly #functions: { type: number; body: Uint8Array | undefined }[] = [];
  readonly #exports: { name: string; index: number }[] = [];
  readonly #table: number[] = [];

  /** Declares a function that the host gives (module `host`). All imports come before functions. */
  import(name: string, parameters: readonly Type[], result?: Type): Callee {
    assert(this.#functions.length === 0, 'imports come first');
    this.#imports.push({ name, type: this.type(parameters, result) });
    return { index: this.#imports.length - 1, parameters, result };
  }

  /** Declares a function to be defined later, so that others can call it. */
  declare(parameters: readonly Type[], result?: Type): Callee {
    this.#functions.push({ type: this.type(parameters, result), body: undefined });
    return { index: this.#imports.length + this.#functions.length - 1, parameters, result };
  }

  define(callee: Callee, body: (f: FunctionBuilder, ...parameters: Local[]) => void): void {
    const f = new FunctionBuilder(callee.parameters);
    body(f, ...f.parameters);
    // A function with a result must not fall off its end; whoever forgets finds a trap.
    if (callee.result !== undefined) f.unreachable();
    const entry = present(this.#functions[callee.index - this.#imports.length], 'the declaration');
    assert(entry.body === undefined, 'a function is defined once');
    entry.body = f.body();
  }

  function(
    parameters: readonly Type[],
    result: Type | undefined,
    body: (f: FunctionBuilder, ...parameters: Local[]) => void,
  ): Callee {
    const callee = this.declare(parameters, result);
    this.define(callee, body);
    return callee;
  }

  export(name: string, callee: Callee): void {
    this.#exports.push({ name, index: callee.index });
  }

  /** Puts a function into the table; gives its place there. */
  tableEntry(callee: Callee): number {
    return this.#table.push(callee.index) - 1;
  }

  /** Index of a function type, for indirect calls. */
  type(parameters: readonly Type[], result?: Type): number {
    const same = this.#types.findIndex(
      (type) => type.result === result && type.parameters.join() === parameters.join(),
    );
    return same >= 0 ? same : this.#types.push({ parameters, result }) - 1;
  }

  /** The module's bytes; it imports a memory named `memory` of at least `memoryPages` 64 KiB pages. */
  build(memoryPages: number): Uint8Array<ArrayBuffer> {
    const out = new Bytes().append([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    const section = (id: number, fill: (bytes: Bytes) => void): void => {
      const content = new Bytes();
      fill(content);
      out.u8(id).unsigned(content.length).append(content.view());
    };
    section(1, (s) => {
      s.unsigned(this.#types.length);
      for (const { parameters, result } of this.#types) {
        s.u8(0x60).unsigned(parameters.length);
        for (const type of parameters) s.u8(typeCode[type]);
        if (result === undefined) s.unsigned(0);
        else s.unsigned(1).u8(typeCode[result]);
      }
    });
    section(2, (s) => {
      s.unsigned(this.#imports.length + 1);
      for (const { name, type } of this.#imports) s.name('host').name(name).u8(0).unsigned(type);
      s.name('host').name('memory').u8(2).u8(0).unsigned(memoryPages);
    });
    section(3, (s) => {
      s.unsigned(this.#functions.length);
      for (const { type } of this.#functions) s.unsigned(type);
    });
    section(4, (s) => s.unsigned(1).u8(0x70).u8(0).unsigned(this.#table.length));
    section(7, (s) => {
      s.unsigned(this.#exports.length);
      for (const { name, index } of this.#exports) s.name(name).u8(0).unsigned(index);
    });
    section(9, (s) => {
      s.unsigned(1).u8(0).u8(0x41).signed(0).u8(0x0b).unsigned(this.#table.length);
      for (const index of this.#table) s.unsigned(index);
    });
    section(10, (s) => {
      s.unsigned(this.#functions.length);
      for (const { body } of this.#functions) {
        const bytes = present(body, 'the body of a declared function');
        s.unsigned(bytes.length).append(bytes);
      }
    });
    return out.finish();
  }
}
