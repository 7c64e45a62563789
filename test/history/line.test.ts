import { describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../protocol/journal/events.ts';
import { Line } from '../../src/history/line.ts';

const at = (steps: number, idle = 0) => ({ steps, idle });
const nmi: JournalEvent = { kind: 'inject', what: 'nmi', cpu: 0 };
const hold = (...cpus: number[]): JournalEvent => ({ kind: 'hold', cpus, interrupts: false });

function lived(): Line {
  const line = new Line([], at(0));
  line.append(at(10), nmi);
  line.append(at(20), hold(1));
  line.append(at(30), hold());
  line.lengthen(at(40));
  return line;
}

describe('a line of history', () => {
  it('knows who is held at a moment', () => {
    const line = lived();
    line.return(15);
    expect(line.hold.cpus).toEqual([]);
    line.pass();
    expect(line.hold.cpus).toEqual([1]);
    line.pass();
    expect(line.hold.cpus).toEqual([]);
  });

  it('that is returned to has what came before that moment, and the rest to come', () => {
    const line = lived();
    line.return(20);
    expect(line.come).toBe(1);
    expect(line.next?.at.steps).toBe(20);
    expect(line.isBehind(at(20))).toBe(true);
  });

  it('is behind while time without steps is still to pass', () => {
    const line = lived();
    line.lengthen(at(40, 500));
    expect(line.isBehind(at(40, 400))).toBe(true);
    expect(line.isBehind(at(40, 500))).toBe(false);
  });

  it('is cut in two: what has been, and the whole as it was', () => {
    const line = lived();
    line.return(20);
    const whole = line.cut(at(15));
    expect(line.records).toHaveLength(1);
    expect(line.end).toEqual(at(15));
    expect(whole.records).toHaveLength(3);
    expect(whole.end).toEqual(at(40));
  });

  it('has in common with another one what came to both', () => {
    const line = lived();
    line.return(20);
    const whole = line.cut(at(15));
    expect(line.commonWith(whole)).toBe(15);
    line.append(at(15), nmi);
    line.lengthen(at(60));
    expect(line.commonWith(whole)).toBe(15);
  });
});
