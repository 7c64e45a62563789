/** The patch sites that an image declares: where, which bytes, and what may take their place. */
import { linearAddress } from '../foundation/addresses.ts';
import type { LinearAddress } from '../foundation/addresses.ts';
import { isMalformed } from '../../protocol/layout.ts';
import {
  callSiteBytes,
  privateMarkOffset,
  readAlternatives,
  readCallSites,
} from '../../protocol/xen/alternatives.ts';
import type { Alternative } from '../../protocol/xen/alternatives.ts';
import { xenFeatureName } from '../../protocol/xen/features.ts';
import { openImage } from './image.ts';
import type { Image } from './image.ts';
import { sameBytes } from './states.ts';

/** Bytes that may replace a site's; NOPs fill the rest of the site. */
export interface Variant {
  /** The CPU feature that decides, and whether it must be absent. */
  readonly feature: number;
  readonly inverted: boolean;
  readonly head: Uint8Array;
}

/** One place in the code, with all table entries for it in table order. */
export interface AlternativeSite {
  readonly kind: 'alternative';
  readonly symbol: string;
  readonly address: LinearAddress;
  /** As linked, padding included. */
  readonly original: Uint8Array;
  /** How many of them are instructions; the rest is padding. */
  readonly originalHead: number;
  readonly variants: readonly Variant[];
  /** Where the patcher keeps its mark that it has been here, if it keeps one that can be found. */
  readonly marks: readonly LinearAddress[];
}

/** A `call *pointer(%rip)` to become a direct call to where the pointer points at patching time. */
export interface CallSite {
  readonly kind: 'call';
  readonly symbol: string;
  readonly address: LinearAddress;
  readonly original: Uint8Array;
  /** Where the pointer lies, and what the file holds for it. */
  readonly pointer: LinearAddress;
  readonly linkedTarget: bigint;
  /** How the guest's patcher spells the direct call: newer Xen pads by a prefix, older by a NOP. */
  readonly padding: 'prefix' | 'nop';
}

export type Site = AlternativeSite | CallSite;

/** All sites by address, and the name of each feature that has one. */
export interface SiteList {
  readonly sites: readonly Site[];
  /** Where a direct call to the function at `address` goes: past its ENDBR64, if it has one. */
  entryOf(address: LinearAddress): LinearAddress;
  /** Whether `address` is where direct calls to a function of the image go. */
  isEntry(address: bigint): boolean;
  featureName(feature: number): string;
}

export interface NoSites {
  readonly absent: string;
}

/** Reads the site tables of the ELF `file`, or says in one line why there are none. */
export function readSites(file: Uint8Array): SiteList | NoSites {
  const image = openImage(file);
  if (isMalformed(image)) return { absent: `this image has no site table: ${image.malformed}` };
  const table = alternativesTable(image);
  if (table === undefined) return { absent: 'this image has no .altinstructions section' };
  const entries = readAlternatives(table.bytes, table.virtual);
  if (isMalformed(entries)) return { absent: `.altinstructions is damaged: ${entries.malformed}` };
  const calls = callSites(image);
  if ('absent' in calls) return calls;
  const sites = [...tableSites(image, entries, table.marked), ...calls].sort((one, other) =>
    Number(one.address - other.address),
  );
  const names = featureNames(image);
  const featuresetCount = featuresetWords(image);
  const entryOf = (address: LinearAddress): LinearAddress =>
    sameBytes(image.bytesAt(address, endbr64.length), endbr64)
      ? linearAddress(address + BigInt(endbr64.length))
      : address;
  const functionEntries = new Set(
    image.symbols
      .filter(({ kind }) => kind === 'function')
      .map(({ value }) => entryOf(linearAddress(value))),
  );
  return {
    sites,
    entryOf,
    isEntry: (address) => functionEntries.has(linearAddress(address)),
    featureName: (feature) =>
      names.get(feature) ?? xenFeatureName(feature, featuresetCount) ?? `feature ${feature}`,
  };
}

const endbr64 = Uint8Array.of(0xf3, 0x0f, 0x1e, 0xfa);

interface AlternativesTable {
  readonly virtual: bigint;
  readonly bytes: Uint8Array;
  /** Whether it is Xen's own table, whose patcher marks the entries that it has dealt with. */
  readonly marked: boolean;
}

/** Xen's linker script leaves no section of its own, only symbols around the table. */
function alternativesTable(image: Image): AlternativesTable | undefined {
  const section = image.section('.altinstructions');
  if (section !== undefined) return { ...section, marked: false };
  const start = image.symbol('__alt_instructions');
  const end = image.symbol('__alt_instructions_end');
  if (start === undefined || end === undefined || end.value < start.value) return undefined;
  const bytes = image.bytesAt(start.value, Number(end.value - start.value));
  return { virtual: start.value, bytes, marked: true };
}

function tableSites(image: Image, entries: readonly Alternative[], marked: boolean): Site[] {
  const byOrigin = new Map<bigint, Alternative[]>();
  for (const entry of entries) {
    const others = byOrigin.get(entry.origin);
    if (others === undefined) byOrigin.set(entry.origin, [entry]);
    else others.push(entry);
  }
  return [...byOrigin].map(([origin, of]) => {
    const isCall = of.some((entry) => isCallToItself(image, entry));
    const call = isCall ? callSite(image, origin, 'nop') : undefined;
    return call ?? alternativeSite(image, origin, of, marked);
  });
}

/** `call .` stands for "call where the pointer of the original points" (Xen 4.13 to 4.20). */
function isCallToItself(image: Image, { replacement, replacementBytes }: Alternative): boolean {
  if (replacementBytes !== callToItself.length) return false;
  return sameBytes(image.bytesAt(replacement, replacementBytes), callToItself);
}

const callToItself = Uint8Array.of(0xe8, 0xfb, 0xff, 0xff, 0xff);

function alternativeSite(
  image: Image,
  origin: bigint,
  of: readonly Alternative[],
  marked: boolean,
): AlternativeSite {
  const bytes = Math.max(...of.map((entry) => entry.originBytes + entry.paddingBytes));
  return {
    kind: 'alternative',
    symbol: image.nameOf(origin),
    address: linearAddress(origin),
    original: image.bytesAt(origin, bytes),
    originalHead: Math.min(...of.map((entry) => entry.originBytes)),
    variants: of.map((entry) => ({
      feature: entry.feature,
      inverted: entry.inverted,
      head: relocated(
        image.bytesAt(entry.replacement, entry.replacementBytes),
        entry.replacement - origin,
      ),
    })),
    marks: marked
      ? of.map(({ address }) => linearAddress(address + BigInt(privateMarkOffset)))
      : [],
  };
}

// A replacement that begins with call or jmp rel32 is linked for where it is stored.
function relocated(replacement: Uint8Array, moved: bigint): Uint8Array {
  const head = Uint8Array.from(replacement);
  if (head.length < 5 || ((head[0] ?? 0) & 0xfe) !== 0xe8) return head;
  const view = new DataView(head.buffer);
  view.setInt32(1, view.getInt32(1, true) + Number(BigInt.asIntN(32, moved)), true);
  return head;
}

function callSites(image: Image): CallSite[] | NoSites {
  const table = image.section('.alt_call_sites');
  if (table === undefined) return [];
  const addresses = readCallSites(table.bytes, table.virtual);
  if (isMalformed(addresses))
    return { absent: `.alt_call_sites is damaged: ${addresses.malformed}` };
  return addresses.flatMap((address) => callSite(image, address, 'prefix') ?? []);
}

/** The indirect call at `address`, or undefined if none is there. */
function callSite(
  image: Image,
  address: bigint,
  padding: CallSite['padding'],
): CallSite | undefined {
  const original = image.bytesAt(address, callSiteBytes);
  if (original.length < callSiteBytes || original[0] !== 0xff || original[1] !== 0x15) {
    return undefined;
  }
  const displacement = viewOf(original).getInt32(2, true);
  const pointer = linearAddress(address + BigInt(callSiteBytes + displacement));
  const linked = image.bytesAt(pointer, 8);
  return {
    kind: 'call',
    symbol: image.nameOf(address),
    address: linearAddress(address),
    original,
    pointer,
    linkedTarget: linked.length === 8 ? viewOf(linked).getBigUint64(0, true) : 0n,
    padding,
  };
}

/** How many words Xen's featureset has: an array of that many says which bits it knows. */
function featuresetWords(image: Image): number | undefined {
  const known = image.symbol('known_features');
  return known === undefined ? undefined : known.bytes / 4;
}

/** Images may name features by absolute symbols: `feature_PAE` with the feature's number. */
function featureNames(image: Image): ReadonlyMap<number, string> {
  const prefix = 'feature_';
  const absolute = 0xfff1;
  return new Map(
    image.symbols
      .filter(({ name, section }) => section === absolute && name.startsWith(prefix))
      .map(({ name, value }) => [Number(value), name.slice(prefix.length)]),
  );
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
