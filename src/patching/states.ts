/** How far the patching of one site is, judged from nothing but its bytes. */
import { isNopRun, nops } from './nops.ts';
import type { AlternativeSite, Variant } from './sites.ts';

export type SiteState =
  /** As linked. */
  | 'pristine'
  /** Its first byte is a breakpoint that stands for a patch in progress. */
  | 'being written'
  /** Neither before nor after: some bytes are written and others are not. */
  | 'torn'
  | 'patched'
  /**
   * The feature is not as wanted: the original stays, at most with better NOPs. Or a later entry
   * for the same place has replaced what this one wrote.
   */
  | 'skipped'
  /** The site is not mapped. */
  | 'unreadable';

const breakpoint = 0xcc;

/** Which bytes stand at a site, as far as the bytes can tell. */
export type Finding =
  | { readonly kind: 'variant'; readonly variant: Variant }
  | { readonly kind: 'original' }
  /** The original with its padding replaced by other NOPs: every variant was turned down. */
  | { readonly kind: 'optimised' }
  | { readonly kind: 'breakpoint' | 'mixture' | 'unreadable' };

/** Compares `current` with the original and with every variant, later ones first. */
export function inspect(site: AlternativeSite, current: Uint8Array): Finding {
  if (current.length < site.original.length) return { kind: 'unreadable' };
  if (sameBytes(current, site.original)) return { kind: 'original' };
  const variant = [...site.variants].reverse().find(({ head }) => sameModuloNops(current, head));
  if (variant !== undefined) return { kind: 'variant', variant };
  if (sameModuloNops(current, site.original.subarray(0, site.originalHead))) {
    return { kind: 'optimised' };
  }
  return { kind: current[0] === breakpoint ? 'breakpoint' : 'mixture' };
}

/** The whole site once it begins with `head`, filled with the NOPs that Intel recommends. */
export const filled = (head: Uint8Array, { original }: AlternativeSite): Uint8Array =>
  Uint8Array.of(...head, ...nops(original.length - head.length));

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

/** Whether `current` is `head` followed by NOPs of whatever make the guest prefers. */
function sameModuloNops(current: Uint8Array, head: Uint8Array): boolean {
  return (
    head.length <= current.length &&
    sameBytes(current.subarray(0, head.length), head) &&
    isNopRun(current.subarray(head.length))
  );
}
