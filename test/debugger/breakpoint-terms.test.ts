/** Specifies src/debugger/breakpoint-terms.ts. */
import { describe, expect, it } from 'vitest';
import { newAgent } from '../../src/debugger/agent/agent.ts';
import { stopRule, termsOf, type Asker } from '../../src/debugger/breakpoint-terms.ts';
import { linearAddress } from '../../src/foundation/addresses.ts';
import { StillMachine } from './still-machine.ts';

const place = { type: 0, address: linearAddress(0x1000), length: 1 } as const;
const [never, always, broken] = [
  Uint8Array.of(0x22, 0, 0x27),
  Uint8Array.of(0x22, 1, 0x27),
  Uint8Array.of(0x25, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x17, 0x27),
];
/** printf("hit\n") */
const says = Uint8Array.of(0x22, 0, 0x22, 0, 0x34, 0, 0, 6, 0x68, 0x69, 0x74, 0x5c, 0x6e, 0, 0x27);

function rule(wanted: { conditions?: Uint8Array[]; commands?: Uint8Array[] }, who: Asker = {}) {
  const machine = new StillMachine();
  const agent = newAgent();
  const terms = termsOf({ ...place, ...wanted }, who);
  if ('kind' in terms) throw new Error(terms.why);
  return { machine, agent, stops: stopRule(machine, agent, new Map([[0, terms]])) };
}

describe('a breakpoint', () => {
  it('without terms stops', () => {
    expect(rule({}).stops(0, false)).toBe(true);
  });

  it('with conditions stops if one of them holds', () => {
    expect(rule({ conditions: [never, never] }).stops(0, false)).toBe(false);
    expect(rule({ conditions: [never, always] }).stops(0, false)).toBe(true);
  });

  it('stops if a condition cannot be evaluated, so that gdb may say why', () => {
    expect(rule({ conditions: [broken] }).stops(0, false)).toBe(true);
  });

  it('with commands does them and goes on', () => {
    const { agent, stops } = rule({ conditions: [always], commands: [says] });
    expect(stops(0, false)).toBe(false);
    expect(agent.take()).toBe('hit\n');
  });

  it('does no commands again in a search through the past', () => {
    const { agent, stops } = rule({ commands: [says] });
    expect(stops(0, true)).toBe(false);
    expect(agent.take()).toBe('');
  });

  it('of one address space stops in no other', () => {
    const { machine, stops } = rule({}, { addressSpace: 0x7000n });
    machine.writeRegister(0, 'cr3', 0x7003n);
    machine.writeRegister(1, 'cr3', 0x8000n);
    expect([stops(0, false), stops(1, false)]).toEqual([true, false]);
  });

  it('whose expression has an unknown bytecode is refused', () => {
    expect(termsOf({ ...place, conditions: [Uint8Array.of(0xff)] }, {})).toMatchObject({
      kind: 'refusal',
      why: 'no bytecode 0xff',
    });
  });
});
