/** What a benchmark is. */
export interface BenchRow {
  readonly name: string;
  readonly unit: string;
  /** The value to reach; absolute figures depend on the host, ratios do not. */
  readonly goal?: number;
  readonly better: 'more' | 'less';
  readonly measure: () => number | Promise<number>;
  /** How many times faster this is than what others do, and how many times it shall be. */
  readonly rivals?: () => Promise<readonly Rivalry[]>;
}

export interface Rivalry {
  readonly name: string;
  readonly times: number;
  readonly goal: number | undefined;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[sorted.length >> 1] ?? NaN;
}
