/** The base currency of the sample. */
export const SAMPLE_BASE = "EUR";

/**
 * What one unit of each other currency of the synthetic shop is worth in the base currency: made-up rates, the same on
 * every day.
 */
export const sampleRates: Readonly<Record<string, number>> = { USD: 0.92, GBP: 1.17 };
