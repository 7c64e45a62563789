/** Reads ACPI's tables as an operating system does: from the pointer on, checking each sum. */
import { describe, expect, it } from 'vitest';
import { planAcpi } from '../../../src/machine/boot/acpi.ts';

const ramBytes = 8 * 2 ** 20;

function memoryOf(cpuCount: number): DataView {
  const bytes = new Uint8Array(ramBytes);
  for (const { physical, bytes: placed } of planAcpi({ cpuCount, ramBytes })) {
    bytes.set(placed, physical);
  }
  return new DataView(bytes.buffer);
}

const textAt = (memory: DataView, at: number, bytes: number): string =>
  new TextDecoder('latin1').decode(new Uint8Array(memory.buffer, at, bytes));

const sum = (memory: DataView, at: number, bytes: number): number =>
  new Uint8Array(memory.buffer, at, bytes).reduce((all, byte) => (all + byte) & 0xff, 0);

/** On 16 bytes of the BIOS' read-only memory. */
function pointerIn(memory: DataView): number {
  for (let at = 0xe0000; at < 0x100000; at += 16) {
    if (textAt(memory, at, 8) === 'RSD PTR ') return at;
  }
  throw new Error('no RSDP');
}

/** The tables that the XSDT names, by signature. */
function tablesOf(memory: DataView): ReadonlyMap<string, number> {
  const xsdt = Number(memory.getBigUint64(pointerIn(memory) + 24, true));
  const count = (memory.getUint32(xsdt + 4, true) - 36) / 8;
  const addresses = Array.from({ length: count }, (_, at) =>
    Number(memory.getBigUint64(xsdt + 36 + at * 8, true)),
  );
  return new Map(addresses.map((at) => [textAt(memory, at, 4), at]));
}

function table(memory: DataView, signature: string): number {
  const at = tablesOf(memory).get(signature);
  if (at === undefined) throw new Error(`no ${signature}`);
  return at;
}

describe("ACPI's tables", () => {
  it('begin with a pointer whose two sums are zero', () => {
    const memory = memoryOf(1);
    const at = pointerIn(memory);

    expect(memory.getUint8(at + 15)).toBe(2);
    expect([sum(memory, at, 20), sum(memory, at, 36)]).toEqual([0, 0]);
  });

  it('are the same by both roots, at the top of RAM, each with a sum of zero', () => {
    const memory = memoryOf(4);
    const rsdt = memory.getUint32(pointerIn(memory) + 16, true);
    const all = [...tablesOf(memory)];

    expect(all.map(([name]) => name)).toEqual(['FACP', 'APIC', 'HPET']);
    expect(all.map((_, at) => memory.getUint32(rsdt + 36 + at * 4, true))).toEqual(
      all.map(([, at]) => at),
    );
    const sums = [rsdt, ...all.map(([, at]) => at)].map((at) =>
      sum(memory, at, memory.getUint32(at + 4, true)),
    );
    expect(sums).toEqual([0, 0, 0, 0]);
    expect(Math.min(rsdt, ...all.map(([, at]) => at))).toBeGreaterThanOrEqual(ramBytes - 0x20000);
  });

  it('list every CPU, the IOAPIC, two overrides and the pin of NMIs', () => {
    const memory = memoryOf(3);
    const madt = table(memory, 'APIC');
    const entries: number[][] = [];
    for (let at = madt + 44; at < madt + memory.getUint32(madt + 4, true);) {
      const bytes = memory.getUint8(at + 1);
      entries.push([...new Uint8Array(memory.buffer, at, bytes)]);
      at += bytes;
    }

    expect(memory.getUint32(madt + 36, true)).toBe(0xfee00000);
    expect(entries).toEqual([
      [0, 8, 0, 0, 1, 0, 0, 0],
      [0, 8, 1, 1, 1, 0, 0, 0],
      [0, 8, 2, 2, 1, 0, 0, 0],
      [1, 12, 0, 0, 0, 0, 0xc0, 0xfe, 0, 0, 0, 0],
      [2, 10, 0, 0, 2, 0, 0, 0, 0, 0],
      [2, 10, 0, 9, 9, 0, 0, 0, 0xd, 0],
      [4, 6, 0xff, 0, 0, 1],
    ]);
  });

  it('say where the fixed registers are, twice', () => {
    const memory = memoryOf(1);
    const fadt = table(memory, 'FACP');

    expect(memory.getUint32(fadt + 4, true)).toBe(244);
    expect(memory.getUint16(fadt + 46, true)).toBe(9);
    expect([56, 64, 76].map((at) => memory.getUint32(fadt + at, true))).toEqual([
      0x600, 0x604, 0x608,
    ]);
    expect([148, 172, 208].map((at) => memory.getUint8(fadt + at))).toEqual([1, 1, 1]);
    expect([152, 176, 212].map((at) => memory.getUint32(fadt + at, true))).toEqual([
      0x600, 0x604, 0x608,
    ]);
    expect([memory.getUint32(fadt + 120, true), memory.getUint8(fadt + 128)]).toEqual([0xcf9, 6]);
    expect(textAt(memory, memory.getUint32(fadt + 36, true), 4)).toBe('FACS');
    expect(textAt(memory, memory.getUint32(fadt + 40, true), 4)).toBe('DSDT');
  });

  it('say that sleep type 0 is soft off', () => {
    const memory = memoryOf(1);
    const dsdt = memory.getUint32(table(memory, 'FACP') + 40, true);

    expect(sum(memory, dsdt, memory.getUint32(dsdt + 4, true))).toBe(0);
    expect([...new Uint8Array(memory.buffer, dsdt + 36, 13)]).toEqual([
      0x08, 0x5c, 0x5f, 0x53, 0x35, 0x5f, 0x12, 0x06, 0x04, 0, 0, 0, 0,
    ]);
  });
});
