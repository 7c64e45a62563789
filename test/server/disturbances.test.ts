/** What no gdb does on purpose, to the real machine through a real socket: it keeps its state. */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { printFrame } from '../../protocol/rsp/frame.ts';
import { packets } from '../../protocol/rsp/packets.ts';
import { Debugger } from '../../src/debugger/debugger.ts';
import { silentLog } from '../../src/foundation/log.ts';
import type { Machine } from '../../src/machine/machine.ts';
import { stateOf } from '../dialogues/machine-state.ts';
import { inSlicesOf } from '../dialogues/pacing.ts';
import { poweredOn } from '../dialogues/tiny-hypervisor.ts';
import { toBytes } from '../protocol/rsp/packets/specification.ts';
import { openDoor, type OpenDoor } from './open-door.ts';
import { greeting, RawClient, turn } from './raw-client.ts';

const open: OpenDoor[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((door) => door.close()));
});

const unexpected = (line: string): void => {
  throw new Error(`unexpected: ${line}`);
};

/** The tiny hypervisor with its door open, looked at every `slice` steps. */
async function serve({ slice = 20_000, append = 'rounds=3', log = unexpected } = {}) {
  const { machine, sites, printed } = poweredOn(['-append', append, '-m', '16'], log);
  const driven = new Debugger({ machine: inSlicesOf(machine, slice), sites, log: silentLog });
  const door = await openDoor({ debugger: driven, log: silentLog });
  open.push(door);
  return { machine, printed, port: door.port };
}

const entryNmi = 'ffff82d040200ea0';
/** Where CPU 0 keeps its return addresses, by the physical address at which it is powered on. */
const bootStack = '227f00';

/** One of each kind of packet; those that resume can do so again and again. */
const session = [
  greeting,
  'vMustReplyEmpty',
  'Hgp1.1',
  'qXfer:features:read:target.xml:0,400',
  '?',
  'qXfer:threads:read::0,1000',
  'qAttached:1',
  'vCont?',
  `Z2,${bootStack},80`,
  'vCont;c:p1.-1',
  `z2,${bootStack},80`,
  `Z0,${entryNmi},1`,
  'g',
  'p10',
  `m${entryNmi},20`,
  `M${entryNmi},1:6a`,
  `X${entryNmi},2:j\0`,
  `x${entryNmi},10`,
  'vCont;s:p1.1;c',
  `Z2,${entryNmi},4`,
  `z2,${entryNmi},4`,
  `z0,${entryNmi},1`,
  'qRcmd,7768656e',
  'qRcmd,696e6a656374206e6d692030',
  'qXfer:osdata:read:sites:0,800',
  'T1',
  '!unknown',
];

/** How packets begin that neither end the session nor speak to it differently. */
const staying = Object.values(packets)
  .map(({ prefix }) => prefix)
  .filter(
    (prefix) => !/^([!DRk?]|vKill|vRun|vAttach|QNonStop|QEnableErrorStrings|vStopped)/.test(prefix),
  );

describe('the server', () => {
  it('says the same wherever a packet is cut, and the machine comes to the same state', async () => {
    const [whole, cut] = await Promise.all([serve(), serve()]);
    const [one, other] = await Promise.all([
      RawClient.introduced(whole.port),
      RawClient.introduced(cut.port),
    ]);
    for (const body of session) {
      for (let at = 1; at < printFrame(toBytes(body)).length; at += 1) {
        const [expected, heard] = await Promise.all([one.ask(body), other.ask(body, at)]);
        if (heard !== expected) expect(heard, `${body} cut at ${at}`).toBe(expected);
      }
    }
    expect(cut.machine.moment).toBeGreaterThan(1000);
    expect(stateOf(cut.machine)).toBe(stateOf(whole.machine));
  });

  it('outlives noise and half packets, and the machine does not move', async () => {
    const { machine, port } = await serve();
    const before = stateOf(machine);
    const half = fc
      .tuple(fc.constantFrom(...session), fc.nat({ max: 40 }))
      .map(([body, length]) => printFrame(toBytes(body)).subarray(0, length))
      .filter((bytes) => !bytes.includes(0x23));
    const chunks = fc.array(fc.oneof(fc.uint8Array({ maxLength: 200 }), half), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(chunks, async (bytes) => {
        const client = await RawClient.dial(port);
        for (const chunk of bytes) client.send(chunk);
        await turn();
        await client.vanish();
        const next = await RawClient.dial(port);
        expect(await next.ask('qC')).toBe('QC1');
        await next.vanish();
      }),
      { numRuns: 60 },
    );
    expect(stateOf(machine)).toBe(before);
  });

  it('answers any packet once, whatever it says, and changes nothing where it refuses', async () => {
    // The guest may be sent anywhere, which is worth a line.
    const { machine, port } = await serve({ append: 'rounds=0', log: () => undefined });
    const client = await RawClient.introduced(port);
    const start = fc.constantFrom(
      ...staying,
      ...staying,
      'vCont;c',
      'vCont;s',
      'qXfer:osdata:read:',
    );
    const number = fc.nat({ max: 2 ** 31 - 1 }).map((value) => value.toString(16));
    const mark = fc.constantFrom(',', ':', ';', '=', '.', '-');
    const rest = fc.oneof(
      fc.string({ unit: 'binary-ascii', maxLength: 30 }),
      fc.array(fc.oneof(number, mark), { maxLength: 8 }).map((parts) => parts.join('')),
    );
    let refusals = 0;
    await fc.assert(
      fc.asyncProperty(start, rest, async (word, more) => {
        const before = stateOf(machine);
        client.send(printFrame(toBytes(word + more)));
        // For those that resume: they too have one reply.
        client.send('\x03');
        const reply = await client.reply();
        expect(await client.ask('qAttached:1')).toBe('1');
        if (!/^(E.*)?$/.test(reply)) return;
        refusals += 1;
        expect(stateOf(machine)).toBe(before);
      }),
      { numRuns: 300 },
    );
    expect(refusals).toBeGreaterThan(50);
  });

  it('stands where gdb vanished, and goes on from there as if nothing had been', async () => {
    const plain = await serve();
    const whole = await RawClient.introduced(plain.port);
    expect(await whole.ask('vCont;c')).toBe('W00;process:1');

    const { machine, printed, port } = await serve({ slice: 5000 });
    for (let turns = 1; turns < 12; turns += 1) {
      const client = await RawClient.introduced(port);
      const from = machine.moment;
      client.send(printFrame(toBytes('vCont;c')));
      while (machine.moment === from) await turn();
      await client.vanish();
      while (!(await stands(machine))) await turn();
      expect(machine.moment).toBeLessThan(plain.machine.moment);
    }
    const last = await RawClient.introduced(port);
    expect(await last.ask('vCont;c')).toBe('W00;process:1');
    expect(stateOf(machine)).toBe(stateOf(plain.machine));
    expect(printed()).toBe(plain.printed());
    const golden = new URL('../../fixtures/tiny-hypervisor/console-4.expected', import.meta.url);
    expect(printed()).toBe(readFileSync(golden, 'utf8'));
  });

  it('answers observers between slices, and only the driver runs the machine', async () => {
    const { machine, port } = await serve({ append: 'rounds=0' });
    const first = await RawClient.introduced(port);
    first.send(printFrame(toBytes('vCont;c')));
    const second = await RawClient.introduced(port);
    const moments = new Set<number>();
    while (moments.size < 3) {
      expect(await second.ask(`m${entryNmi},4`)).toMatch(/^([0-9a-f]{8}|E0e)$/);
      expect(await second.ask('vCont;c')).toBe('E01');
      moments.add(machine.moment);
    }
    first.send('\x03');
    expect(await first.reply()).toMatch(/^T02/);
  });
});

/** Whether `machine` has not moved while everybody looked at their sockets. */
async function stands(machine: Machine): Promise<boolean> {
  const { moment } = machine;
  await turn();
  return machine.moment === moment;
}
