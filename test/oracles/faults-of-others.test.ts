/** Faults of other servers in what they say of the machine: each is put to them and to ours. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../fixture.ts';
import { launch, type ServerName } from '../bench/link.ts';
import {
  addressOf,
  hexOf,
  judge,
  playGdb,
  ripOf,
  runTo,
  symbol,
  talkWith,
  type Ask,
} from './fault.ts';

/** By gdb, which takes rip back by one where it is not told that a breakpoint was hit. */
async function jumpBetweenBreakpoints(server: ServerName): Promise<string> {
  const image = join(root, 'fixtures/tiny-hypervisor/tiny-hypervisor.elf');
  const said = await playGdb(server, {}, (port) => [
    `file ${image}`,
    `target remote 127.0.0.1:${port}`,
    'thbreak *site_nop_5',
    'continue',
    'break *site_nop_5',
    'break *(site_nop_5 + 1)',
    'jump *(site_nop_5 + 1)',
    'printf "stops at +%d\\n", $rip - (unsigned long)&site_nop_5',
  ]);
  return /^stops at .*$/m.exec(said)?.[0] ?? said;
}

/** Whether the handler is entered within the steps that are enough without a debugger. */
async function stepOverSelfNmi(ask: Ask): Promise<string> {
  await runTo(ask, symbol('self_nmi'));
  const handler = addressOf('entry_NMI');
  for (let step = 0; step < 80; step += 1) {
    await ask('vCont;s:1');
    const at = ripOf(await ask('g'));
    if (at >= handler && at < handler + 64n) return 'its handler is entered';
  }
  return 'it never comes';
}

/** Sites are patched through the directmap. */
async function watchText(ask: Ask): Promise<string> {
  await runTo(ask, symbol('nmi_apply_alternatives'));
  await ask(`Z2,${hexOf(addressOf('site_cross_page') + 3n)},1`);
  const stop = await runTo(ask, symbol('smp_boot_cpus'));
  return stop.includes('watch:') ? 'the write is seen' : 'the write is missed';
}

async function writeBack(ask: Ask): Promise<string> {
  const before = await ask('g');
  await ask(`G${before}`);
  return (await ask('g')) === before ? 'nothing changes' : 'registers change';
}

async function stepBackAtTheBeginning(server: ServerName): Promise<string> {
  const { child, socket } = await launch(server);
  const ended = once(child, 'exit').then(([, signal]) => `the server dies of ${String(signal)}`);
  const answered = new Promise<string>((resolve) => {
    let heard = '';
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1');
      const [first, second] = [...heard.matchAll(/\$([^#]*)#/g)].map(([, body]) => body ?? '');
      if (first === undefined || second === undefined) return;
      resolve(first.includes('replaylog:begin;') ? 'it is the beginning' : first);
    });
    socket.on('error', () => undefined);
  });
  socket.write('+$bs#d5$?#3f');
  const outcome = await Promise.race([answered, ended]);
  child.kill('SIGKILL');
  await ended;
  return outcome;
}

/** As Xen's multiboot image is one; we have a door for it. */
async function attachWithNarrowImage(server: ServerName): Promise<string> {
  const said = await playGdb(server, { bits: 32 }, (port, folder) => {
    const [wide, narrow] = [join(root, 'fixtures/guests/rings-32.elf'), join(folder, 'narrow.elf')];
    spawnSync('objcopy', ['-O', 'elf32-i386', wide, narrow]);
    return [`file ${narrow}`, `target remote 127.0.0.1:${port}`, 'info registers eip'];
  });
  if (said.includes("Remote 'g' packet reply is too long")) return 'registers are too long for it';
  return /^eip .*$/m.test(said) ? 'registers are shown' : said;
}

/** Both CPUs are asked for a step, and then to run on. */
async function stepTwoCpus(ask: Ask): Promise<string> {
  await runTo(ask, symbol('start_secondary'));
  await ask('vCont;s:p1.1;s:p1.2');
  await ask(`Z1,${symbol('worker_loop')},1`);
  const stop = await ask('vCont;c');
  await ask(`Hg${/thread:([^;]+);/.exec(stop)?.[1] ?? '0'}`);
  const at = ripOf(await ask('g'));
  return at === addressOf('worker_loop') ? 'they run on' : 'one stops for the step again';
}

judge([
  {
    name: 'a jump behind one breakpoint and onto another',
    experiment: jumpBetweenBreakpoints,
    ours: 'stops at +1',
    others: [['qemu', 'stops at +0']],
  },
  {
    name: 'an NMI that the guest sends itself while it is stepped',
    experiment: (server) => talkWith(server, stepOverSelfNmi),
    ours: 'its handler is entered',
    others: [['qemu', 'it never comes']],
  },
  {
    name: 'a watchpoint on text that is written through the directmap',
    experiment: (server) => talkWith(server, watchText),
    ours: 'the write is seen',
    others: [['qemu', 'the write is missed']],
  },
  {
    name: 'writing back the registers at power-on',
    experiment: (server) => talkWith(server, writeBack),
    ours: 'nothing changes',
    others: [['qemu', 'registers change']],
  },
  {
    name: 'writing them back in 32-bit mode',
    async experiment(server) {
      return talkWith(server, async (ask) => {
        // There it is switched on.
        if (server !== 'textpoke') await runTo(ask, '200020');
        return writeBack(ask);
      });
    },
    ours: 'nothing changes',
    others: [['qemu', 'registers change']],
  },
  {
    name: 'writing them back in 16-bit mode, where SIPIs land',
    async experiment(server) {
      return talkWith(
        server,
        async (ask) => {
          const stop = await runTo(ask, '8000');
          if (!/thread:p0?1\.0?2;/.test(stop)) return stop;
          return writeBack(ask);
        },
        2,
      );
    },
    ours: 'nothing changes',
    others: [['qemu', 'registers change']],
  },
  {
    name: 'a step back at the beginning',
    experiment: stepBackAtTheBeginning,
    ours: 'it is the beginning',
    others: [['qemu', 'the server dies of SIGABRT']],
  },
  {
    name: 'gdb with a 32-bit image',
    experiment: attachWithNarrowImage,
    ours: 'registers are shown',
    others: [['qemu', 'registers are too long for it']],
  },
  {
    name: 'two CPUs that come to their stop at once',
    experiment: (server) => talkWith(server, stepTwoCpus, 2),
    ours: 'they run on',
    others: [['qemu', 'one stops for the step again']],
  },
]);
