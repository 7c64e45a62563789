/** Results that the manuals leave to the maker within an error bound, by the name of the meaning. */

/** Whether two images of a register are as near as the bound allows. */
export type Tolerance = (register: string, ours: Uint8Array, theirs: Uint8Array) => boolean;

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Both are within 1.5 * 2^-12 of the number itself (SDM 2B RCPPS, RSQRTPS). */
const approximation: Tolerance = (register, ours, theirs) => {
  if (!/^xmm|^upper/.test(register)) return false;
  const [a, b] = [viewOf(ours), viewOf(theirs)];
  for (let lane = 0; lane < 16; lane += 4) {
    if (a.getUint32(lane, true) === b.getUint32(lane, true)) continue;
    const [have, wanted] = [a.getFloat32(lane, true), b.getFloat32(lane, true)];
    if (!(Math.abs(have - wanted) <= Math.abs(wanted) * 3 * 2 ** -12)) return false;
  }
  return true;
};

/** The magnitude of 80 bits, so that neighbours differ by 1. */
const magnitude = (bytes: Uint8Array): bigint => {
  const view = viewOf(bytes);
  const exponent = BigInt(view.getUint16(8, true) & 0x7fff);
  return (exponent << 63n) | (view.getBigUint64(0, true) & (2n ** 63n - 1n));
};

const c1 = 0x200;
const underflow = 0x10;

/** Both are within one unit in the last place; which way they were rounded may differ with it. */
const lastPlace: Tolerance = (register, ours, theirs) => near(register, ours, theirs, c1);

/** The same, where one of both may have rounded to the smallest number that is not tiny. */
export const lastPlaceOrTiny: Tolerance = (register, ours, theirs) =>
  near(register, ours, theirs, c1 | underflow);

function near(register: string, ours: Uint8Array, theirs: Uint8Array, status: number): boolean {
  if (register === 'fsw')
    return ((viewOf(ours).getUint16(0, true) ^ viewOf(theirs).getUint16(0, true)) & ~status) === 0;
  if (!register.startsWith('st') || ((ours[9] ?? 0) & 0x80) !== ((theirs[9] ?? 0) & 0x80))
    return false;
  const distance = magnitude(ours) - magnitude(theirs);
  return distance >= -2n && distance <= 2n;
}

// prettier-ignore
export const tolerances: Readonly<Record<string, Tolerance>> = {
  rcpps: approximation, rcpss: approximation, rsqrtps: approximation, rsqrtss: approximation,
  fsin: lastPlace, fcos: lastPlace, fsincos: lastPlace, fptan: lastPlace, fpatan: lastPlace,
  f2xm1: lastPlace, fyl2x: lastPlace, fyl2xp1: lastPlace,
};
