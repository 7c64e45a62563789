/** What a benchmark is. */
export interface BenchRow {
  readonly name: string;
  readonly unit: string;
  /** The value to reach; absolute figures depend on the host, ratios do not. */
  readonly goal: number;
  readonly better: 'more' | 'less';
  readonly measure: () => number | Promise<number>;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[sorted.length >> 1] ?? NaN;
}
