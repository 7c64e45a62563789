/** `monitor catch WHAT`: stop where something happens, and say what was caught. */
import { pageBytes } from '../../foundation/addresses.ts';
import { vectors } from '../../isa/vectors.ts';
import type { Happening } from '../../machine/happening.ts';
import type { CatchRule } from '../catching.ts';
import type { Target } from '../target.ts';
import { failed, said, type MonitorAnswer, type MonitorCommand } from './command.ts';

interface CatchWord {
  readonly usage?: string;
  readonly help: string;
  /** The rule for what follows the word, or why there is none. */
  readonly rule: (argument: string | undefined, target: Target) => CatchRule | string;
}

const exceptionsMax = 32;

const vectorRule = (name: string, wants: (vector: number) => boolean): CatchRule => ({
  name,
  kind: 'vector',
  wants: (happening) => happening.kind === 'vector' && wants(happening.vector),
});

const always = (name: string, kind: Happening['kind']) => (): CatchRule => ({
  name,
  kind,
  wants: () => true,
});

/** A number as people write it: 14, 0xe, or a vector's own name, #PF. */
function numberOf(word: string | undefined, most: number): number | undefined {
  const named = vectors.find(({ mnemonic }) => mnemonic.toLowerCase() === word?.toLowerCase());
  if (named !== undefined) return named.vector;
  if (word === undefined || !/^(?:0x[0-9a-fA-F]{1,8}|[0-9]{1,10})$/.test(word)) return undefined;
  const value = Number(word);
  return value <= most ? value : undefined;
}

/** Whatever is stored into a page with sites is a patch. */
const patchRule: CatchRule = {
  name: 'patch',
  kind: 'store',
  wants: (happening, hasSites) =>
    happening.kind === 'store' &&
    (happening.isCode || hasSites(Math.floor(happening.physical / pageBytes))),
};

const words: Readonly<Record<string, CatchWord>> = {
  vector: {
    usage: 'N',
    help: 'a vector that is delivered: 14, 0xfb or #PF',
    rule(word) {
      const number = numberOf(word, 255);
      if (number === undefined) return 'which vector? 0 to 255, or a name: catch vector #PF';
      return vectorRule(`vector ${number}`, (vector) => vector === number);
    },
  },
  exception: {
    help: 'any vector below 32, NMI aside',
    rule: () => vectorRule('exception', (vector) => vector < exceptionsMax && vector !== 2),
  },
  nmi: {
    help: 'a non-maskable interrupt',
    rule: () => vectorRule('nmi', (vector) => vector === 2),
  },
  mce: { help: 'a machine check', rule: () => vectorRule('mce', (vector) => vector === 18) },
  cr3: { help: 'a write of CR3', rule: always('cr3', 'cr3') },
  msr: {
    usage: 'N',
    help: 'an access to a model-specific register',
    rule(word) {
      const number = numberOf(word, 0xffff_ffff);
      if (number === undefined) return 'which MSR? catch msr 0xc0000080';
      return {
        name: `msr 0x${number.toString(16)}`,
        kind: 'msr',
        wants: (happening) => happening.kind === 'msr' && happening.number === number,
      };
    },
  },
  ipi: { help: 'an interrupt command of a local APIC', rule: always('ipi', 'ipi') },
  exit: {
    help: 'the end of the machine, from where there still is a way back',
    rule: always('exit', 'exit'),
  },
  patch: {
    help: 'a store into instructions that have been executed, or into a site',
    rule: () => patchRule,
  },
};

export const catchWhat: MonitorCommand = {
  name: 'catch',
  usage: '[WHAT]',
  help: `Stop where something happens: ${usages().join(', ')}; off forgets all.`,
  needs: 'seat if told',
  run(target, [word, argument]) {
    const { catching } = target;
    if (word === undefined) {
      const { names } = catching;
      return said(names.length === 0 ? 'nothing is caught' : `caught: ${names.join(', ')}`);
    }
    if (word === 'off') {
      catching.clear();
      return said('nothing is caught');
    }
    return add(target, word, argument);
  },
};

/** Each thing that can be caught as a row of its own, for those who list commands. */
export const catchCommands: readonly Omit<MonitorCommand, 'run'>[] = [
  ...Object.entries(words).map(([word, { usage, help }]) => ({
    name: `catch ${word}`,
    ...(usage === undefined ? {} : { usage }),
    help: `Stop at ${help}.`,
  })),
  { name: 'catch torn', help: 'Stop before a CPU executes a site that is torn.' },
  { name: 'catch off', help: 'Stop for nothing of what was caught.' },
];

function add(target: Target, word: string, argument?: string): MonitorAnswer {
  const { catching, sites } = target;
  if (word === 'tripleFault') return said('a CPU that shuts down always stops the machine');
  if (word === 'torn') {
    if (sites.places().length === 0) return failed('the image has no sites that could be torn');
    return said(`catching torn, at ${catching.addTorn()} sites`);
  }
  const row = Object.hasOwn(words, word) ? words[word] : undefined;
  if (row === undefined) return failed(`catch what? ${usages().join(', ')} or off`);
  const rule = row.rule(argument, target);
  if (typeof rule === 'string') return failed(rule);
  catching.add(rule);
  return said(`catching ${rule.name}`);
}

function usages(): readonly string[] {
  const rows = Object.entries(words).map(([word, { usage }]) =>
    usage === undefined ? word : `${word} ${usage}`,
  );
  return [...rows, 'torn', 'tripleFault'];
}
