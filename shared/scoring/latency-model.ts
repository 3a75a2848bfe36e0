/**
 * What a request of n instances takes: fixed + perInstance · n milliseconds, learned from the requests made, the
 * latest counting most (exponentially weighted least squares), with the typical error as a margin.
 */
export class LatencyModel {
  #fixed: number;
  #perInstance: number;
  #error: number;
  #weight = 0;
  #meanN = 0;
  #meanT = 0;
  #varN = 0;
  #covNT = 0;

  /** Milliseconds to assume before anything is known. */
  constructor({ fixed, perInstance } = { fixed: 10, perInstance: 0.1 }) {
    this.#fixed = fixed;
    this.#perInstance = perInstance;
    this.#error = fixed / 4;
  }

  get fixed(): number {
    return this.#fixed;
  }

  get perInstance(): number {
    return this.#perInstance;
  }

  /** Milliseconds within which the response to n instances should come. */
  estimate(n: number): number {
    return this.#fixed + this.#perInstance * n + MARGIN * this.#error;
  }

  /** The largest number of instances whose response should come within `milliseconds`; 0 or less when not even one is. */
  fitting(milliseconds: number): number {
    return Math.floor((milliseconds - this.#fixed - MARGIN * this.#error) / this.#perInstance);
  }

  observe(n: number, milliseconds: number): void {
    const miss = Math.abs(milliseconds - this.#fixed - this.#perInstance * n);
    this.#error += ERROR_GAIN * (miss - this.#error);
    this.#accumulate(n, milliseconds);
    // Sizes that hardly differ say nothing about the slope: then it stays, and the fixed part follows.
    if (this.#varN > SPREAD * this.#meanN * this.#meanN) this.#perInstance = this.#covNT / this.#varN;
    const steepest = this.#meanT / this.#meanN;
    this.#perInstance = Math.min(Math.max(this.#perInstance, FLATTEST), steepest);
    this.#fixed = Math.max(this.#meanT - this.#perInstance * this.#meanN, 0);
  }

  /** Weighted means and their second moments, updated as West's incremental algorithm does. */
  #accumulate(n: number, t: number): void {
    this.#weight = this.#weight * MEMORY + 1;
    const gain = 1 / this.#weight;
    const deltaN = n - this.#meanN;
    const deltaT = t - this.#meanT;
    this.#meanN += gain * deltaN;
    this.#meanT += gain * deltaT;
    this.#varN = (1 - gain) * (this.#varN + gain * deltaN * deltaN);
    this.#covNT = (1 - gain) * (this.#covNT + gain * deltaN * deltaT);
  }
}

/** Factor by which a newer observation reduces the weight of the older ones: about the last 20 count. */
const MEMORY = 0.95;
const ERROR_GAIN = 0.1;
/** Typical errors kept as a margin, as TCP's retransmission timer keeps deviations. */
const MARGIN = 2;
/** Smallest relative variance of the sizes for which the slope is updated. */
const SPREAD = 0.01;
/** Smallest ms for an instance, so that the division in `fitting` is always defined. */
const FLATTEST = 1e-4;
