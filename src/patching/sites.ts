/** The patch sites that an image declares: where, which bytes, and what may take their place. */
import { linearAddress } from '../foundation/addresses.ts';
import type { LinearAddress } from '../foundation/addresses.ts';
import { isMalformed } from '../../protocol/layout.ts';
import { callSiteBytes, readAlternatives, readCallSites } from '../../protocol/xen/alternatives.ts';
import type { Alternative } from '../../protocol/xen/alternatives.ts';
import { xenFeatureName } from '../../protocol/xen/features.ts';
import { openImage } from './image.ts';
import type { Image } from './image.ts';

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
}

export type Site = AlternativeSite | CallSite;

/** All sites by address, and the name of each feature that has one. */
export interface SiteList {
  readonly sites: readonly Site[];
  /** Whether a function of the image begins at `address`. */
  isFunction(address: bigint): boolean;
  featureName(feature: number): string;
}

export interface NoSites {
  readonly absent: string;
}

/** Reads the site tables of the ELF `file`, or says in one line why there are none. */
export function readSites(file: Uint8Array): SiteList | NoSites {
  const image = openImage(file);
  if (isMalformed(image)) return { absent: `this image has no site table: ${image.malformed}` };
  const table = image.section('.altinstructions');
  if (table === undefined) return { absent: 'this image has no .altinstructions section' };
  const entries = readAlternatives(table.bytes, table.virtual);
  if (isMalformed(entries)) return { absent: `.altinstructions is damaged: ${entries.malformed}` };
  const calls = callSites(image);
  if ('absent' in calls) return calls;
  const sites = [...alternativeSites(image, entries), ...calls].sort((one, other) =>
    Number(one.address - other.address),
  );
  const names = featureNames(image);
  const functions = new Set(
    image.symbols.filter(({ kind }) => kind === 'function').map(({ value }) => value),
  );
  return {
    sites,
    isFunction: (address) => functions.has(address),
    featureName: (feature) => names.get(feature) ?? xenFeatureName(feature) ?? `feature ${feature}`,
  };
}

function alternativeSites(image: Image, entries: readonly Alternative[]): AlternativeSite[] {
  const byOrigin = new Map<bigint, Alternative[]>();
  for (const entry of entries) {
    const others = byOrigin.get(entry.origin);
    if (others === undefined) byOrigin.set(entry.origin, [entry]);
    else others.push(entry);
  }
  return [...byOrigin].map(([origin, of]) => {
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
    };
  });
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
  return addresses.flatMap((address) => {
    const original = image.bytesAt(address, callSiteBytes);
    if (original.length < callSiteBytes || original[0] !== 0xff || original[1] !== 0x15) return [];
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
    };
  });
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
