/** The target description as a client reads it: which registers `g` carries, and where. */

/** A register in the image of `g`. */
export interface RegisterPlace {
  readonly name: string;
  /** Offset and size in bytes. */
  readonly at: number;
  readonly bytes: number;
}

/** The documents that `xml` includes, in order. */
export const includedDocuments = (xml: string): string[] =>
  tags(xml, 'xi:include').map((tag) => attribute(tag, 'href') ?? '');

/**
 * The registers of a description whose documents are `xml`, one after another, in the order of
 * `g`: by number, where a register without one follows the register before it (gdb manual G.2.7).
 */
export function readRegisterPlaces(xml: string): RegisterPlace[] {
  let next = 0;
  const numbered = tags(xml, 'reg').map((tag) => {
    const number = Number(attribute(tag, 'regnum') ?? next);
    next = number + 1;
    const bytes = Number(attribute(tag, 'bitsize') ?? 0) / 8;
    return { number, name: attribute(tag, 'name') ?? '', bytes };
  });
  let at = 0;
  return numbered
    .toSorted((one, other) => one.number - other.number)
    .map(({ name, bytes }) => {
      const place = { name, at, bytes };
      at += bytes;
      return place;
    });
}

/** The opening tags called `name`, comments passed over. */
function tags(xml: string, name: string): string[] {
  const plain = xml.replace(/<!--[\s\S]*?-->/g, '');
  return plain.match(new RegExp(`<${name}\\s[^>]*>`, 'g')) ?? [];
}

const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(`\\s${name}\\s*=\\s*"([^"]*)"`).exec(tag)?.[1];
