/** Values of a metric within a minute; of those that are nearly alike (1 %) only the number is kept. */
export class Datapoint {
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  readonly #sizes = new Map<number, number>();

  add(value: number, times = 1): void {
    this.count += times;
    this.sum += value * times;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
    const size = sizeOf(value);
    this.#sizes.set(size, (this.#sizes.get(size) ?? 0) + times);
  }

  /** Values of which only these figures are known count for percentiles as if they were all the mean. */
  addSet({ count, sum, min, max }: Pick<Datapoint, "count" | "sum" | "min" | "max">): void {
    if (count <= 0) return;
    this.add(sum / count, count);
    this.min = Math.min(this.min, min);
    this.max = Math.max(this.max, max);
  }

  merge(other: Datapoint): void {
    this.count += other.count;
    this.sum += other.sum;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    for (const [size, times] of other.#sizes) this.#sizes.set(size, (this.#sizes.get(size) ?? 0) + times);
  }

  /** `Sum`, `Average`, `p99.9` and the like; undefined for a statistic that is not known here. */
  statistic(name: string): number | undefined {
    const percentile = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(name)?.[1];
    if (percentile !== undefined) return this.#percentile(Number(percentile));
    switch (name) {
      case "Sum":
        return this.sum;
      case "SampleCount":
        return this.count;
      case "Average":
        return this.sum / this.count;
      case "Minimum":
        return this.min;
      case "Maximum":
        return this.max;
      default:
        return undefined;
    }
  }

  #percentile(percent: number): number {
    let left = Math.max(1, Math.ceil((percent / 100) * this.count));
    for (const [size, times] of [...this.#sizes].sort(([a], [b]) => a - b)) {
      left -= times;
      if (left <= 0) return Math.min(this.max, Math.max(this.min, typical(size)));
    }
    return this.max;
  }
}

const GROWTH = Math.log(1.01);
/** Sizes below 0 lie below those of 0, and their order is kept. */
const ZERO = 1e6;

function sizeOf(value: number): number {
  if (value === 0) return 0;
  return Math.sign(value) * (ZERO + Math.round(Math.log(Math.abs(value)) / GROWTH));
}

const typical = (size: number): number =>
  size === 0 ? 0 : Math.sign(size) * Math.exp((Math.abs(size) - ZERO) * GROWTH);
