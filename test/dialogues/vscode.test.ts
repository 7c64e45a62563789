/** VS Code's debug adapter cdt-gdb-adapter, the real one, between its protocol and the machine. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DapClient } from './dap-client.ts';
import { opened } from './harness.ts';
import { imagePath, tinyHypervisor } from './tiny-hypervisor.ts';
import type { OpenDoor } from '../server/open-door.ts';

const root = join(import.meta.dirname, '..', '..');
const adapter = join(root, 'node_modules', 'cdt-gdb-adapter', 'dist', 'debugTargetAdapter.js');
const sourceOf = (name: string) => ({ path: join(root, 'fixtures', 'tiny-hypervisor', name) });

interface Stopped {
  readonly reason: string;
  readonly threadId: number;
}

interface Frame {
  readonly id: number;
  readonly name: string;
  readonly line: number;
}

let door: OpenDoor;
let code: DapClient;

/** What VS Code does when a session begins, up to the breakpoints. */
async function attach(): Promise<DapClient> {
  const client = new DapClient(adapter, root);
  const numbering = { linesStartAt1: true, columnsStartAt1: true, pathFormat: 'path' };
  await client.request('initialize', { adapterID: 'gdbtarget', ...numbering });
  await client.request('attach', {
    program: join(root, imagePath),
    gdb: 'gdb',
    gdbArguments: ['-nx'],
    target: { host: '127.0.0.1', port: String(door.port) },
  });
  await client.event('initialized');
  return client;
}

beforeEach(async () => {
  // A guest that does not end, so that one may leave it and come back.
  door = await opened(tinyHypervisor('-append', 'rounds=0'));
  code = await attach();
});

afterEach(async () => {
  await code.quit();
  await door.close();
});

const stops = (): Promise<Stopped> => code.event<Stopped>('stopped');

async function frames(threadId: number): Promise<Frame[]> {
  const { stackFrames } = await code.request<{ stackFrames: Frame[] }>('stackTrace', { threadId });
  return stackFrames;
}

async function runTo(name: string): Promise<Stopped> {
  await code.request('setFunctionBreakpoints', { breakpoints: [{ name }] });
  await code.request('configurationDone');
  return stops();
}

/** The names and values under a reference. */
async function variables(variablesReference: number): Promise<ReadonlyMap<string, string>> {
  const body = await code.request<{ variables: { name: string; value: string }[] }>('variables', {
    variablesReference,
  });
  return new Map(body.variables.map(({ name, value }) => [name, value]));
}

/** Types a gdb command into the debug console. */
const type = (command: string, frameId: number): Promise<unknown> =>
  code.request('evaluate', { expression: `>${command}`, frameId, context: 'repl' });

describe('VS Code, by cdt-gdb-adapter,', () => {
  it('stops at a function and shows CPUs and callers', async () => {
    expect(await runTo('nmi_apply_alternatives')).toMatchObject({
      reason: 'function breakpoint',
      threadId: 1,
    });
    const { threads } = await code.request<{ threads: { id: number; name: string }[] }>('threads');
    expect(threads.map(({ id, name }) => `${id} ${name}`)).toEqual([
      '1 CPU#0 (running, ring 0, 64-bit)',
      '2 CPU#1 (wait-for-SIPI)',
      '3 CPU#2 (wait-for-SIPI)',
      '4 CPU#3 (wait-for-SIPI)',
    ]);
    const names = (await frames(1)).map(({ name }) => name);
    expect(names.slice(0, 4)).toEqual([
      'nmi_apply_alternatives',
      'do_nmi',
      '<signal handler called>',
      'self_nmi',
    ]);
  });

  it('shows variables, registers, memory and code', async () => {
    await runTo('nmi_apply_alternatives');
    const [frame] = await frames(1);
    const { scopes } = await code.request<{
      scopes: { name: string; variablesReference: number }[];
    }>('scopes', { frameId: frame?.id });
    expect(scopes.map(({ name }) => name)).toEqual(['Local', 'Registers']);
    const [local, registers] = await Promise.all(
      scopes.map(({ variablesReference }) => variables(variablesReference)),
    );
    expect(local?.get('cpu')).toBe('0');
    expect(registers?.get('rip')).toContain('0xffff82d040200670');
    expect(registers?.has('cr3')).toBe(true);
    const site = '0xffff82d040204ffd';
    const memory = await code.request('readMemory', { memoryReference: site, count: 5 });
    expect(memory).toMatchObject({ data: Buffer.from('b801010101', 'hex').toString('base64') });
    const disassembly = await code.request('disassemble', {
      memoryReference: site,
      instructionCount: 1,
    });
    expect(disassembly).toMatchObject({
      instructions: [{ instruction: 'mov    $0x1010101,%eax' }],
    });
  });

  it('steps by lines and instructions, and stops at a line', async () => {
    const breakpoints = await code.request('setBreakpoints', {
      source: sourceOf('alternative.c'),
      breakpoints: [{ line: 242 }],
    });
    expect(breakpoints).toMatchObject({ breakpoints: [{ verified: true, line: 242 }] });
    await code.request('configurationDone');
    expect(await stops()).toMatchObject({ reason: 'breakpoint', threadId: 1 });
    await code.request('stepIn', { threadId: 1 });
    expect(await stops()).toMatchObject({ reason: 'step' });
    expect((await frames(1))[0]?.name).toBe('apply_alternatives');
    await code.request('next', { threadId: 1, granularity: 'instruction' });
    expect(await stops()).toMatchObject({ reason: 'step' });
    await code.request('stepOut', { threadId: 1 });
    expect(await stops()).toMatchObject({ reason: 'step' });
    expect((await frames(1))[0]).toMatchObject({ name: 'nmi_apply_alternatives' });
  });

  it('stops where a variable is written', async () => {
    await runTo('nmi_apply_alternatives');
    await code.request('setDataBreakpoints', {
      breakpoints: [{ dataId: 'alt_done', accessType: 'write' }],
    });
    await code.request('continue', { threadId: 1 });
    await stops();
    const value = await code.request('evaluate', {
      expression: 'alt_done',
      frameId: (await frames(1))[0]?.id,
      context: 'watch',
    });
    expect(value).toMatchObject({ result: 'true' });
  });

  it('goes back in time and commands the machine by its debug console', async () => {
    await runTo('nmi_apply_alternatives');
    const [frame] = await frames(1);
    await type('monitor when', frame?.id ?? 0);
    await type('reverse-stepi', frame?.id ?? 0);
    expect(await stops()).toMatchObject({ threadId: 1 });
    expect((await frames(1))[0]?.name).toBe('do_nmi');
    expect(code.printed).toMatch(/moment \d+, CPU 0 is next/);
  });

  it('leaves the machine to the next client', async () => {
    await runTo('nmi_apply_alternatives');
    await code.request('disconnect');
    const next = await attach();
    expect(await next.request('threads')).toMatchObject({ threads: { length: 4 } });
    await next.quit();
  });
});
