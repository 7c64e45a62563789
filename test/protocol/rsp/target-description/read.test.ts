/** Specifies protocol/rsp/target-description/read.ts. */
import { describe, expect, it } from 'vitest';
import {
  includedDocuments,
  readRegisterPlaces,
} from '../../../../protocol/rsp/target-description/read.ts';
import { renderTargetDescription } from '../../../../protocol/rsp/target-description/render.ts';
import { registers, registerTypes } from '../../../../src/isa/registers.ts';

describe('a target description', () => {
  it('read back has the registers that it was rendered from', () => {
    const places = readRegisterPlaces(
      renderTargetDescription('i386:x86-64', registers, registerTypes),
    );

    expect(places.map(({ name, bytes }) => [name, bytes * 8])).toEqual(
      registers.map(({ name, bits }) => [name, bits]),
    );
  });

  it('names the documents that it is made of', () => {
    const xml = '<target><!-- <xi:include href="old.xml"/> --><xi:include href="64bit.xml"/>';

    expect(includedDocuments(xml)).toEqual(['64bit.xml']);
  });

  it('places registers by number, and those without one behind the one before', () => {
    const xml =
      '<reg name="c" bitsize="32" regnum="7"/><reg name="d" bitsize="16" type="int"/>' +
      '<reg name="a" regnum="0" bitsize="64"/><!-- <reg name="x" bitsize="8"/> -->' +
      '<reg name="b" bitsize="80"/>';

    expect(readRegisterPlaces(xml)).toEqual([
      { name: 'a', at: 0, bytes: 8 },
      { name: 'b', at: 8, bytes: 10 },
      { name: 'c', at: 18, bytes: 4 },
      { name: 'd', at: 22, bytes: 2 },
    ]);
  });
});
