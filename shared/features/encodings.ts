import type { ScoringEvent } from "./scoring-event.ts";

export interface FeatureDefinition {
  meaning: string;
  of(event: ScoringEvent): number;
}

const DECIMALS = 1e6;

/** The largest feature there is: no model can use more, and a number beyond a double is none that JSON could hold. */
const MAX_FEATURE = 1e9;

/**
 * Six decimals: what a model can use, in half the bytes; it also hides last-digit differences between platforms.
 * Adding 0 turns −0 into 0, which JSON does not tell apart. What is larger than `MAX_FEATURE` is that.
 */
export const roundedFeature = (value: number): number =>
  Math.round(Math.max(-MAX_FEATURE, Math.min(value, MAX_FEATURE)) * DECIMALS) / DECIMALS + 0;

export const flagNumber = (value: boolean | undefined): number => (value === true ? 1 : 0);

/**
 * ln(1 + value) for amounts whose sizes differ by magnitudes; below 0 there is no amount. One beyond the largest number,
 * as a price of 1e308 times 20, counts as that: its logarithm is 709.78.
 */
export const logarithm = (value: number | undefined): number =>
  value === undefined || value <= 0 ? 0 : roundedFeature(Math.log1p(Math.min(value, Number.MAX_VALUE)));

/** A whole number on a circle, so that the last and the first are neighbours. Missing is the centre, (0, 0). */
export function cyclic(period: number) {
  const angle = (_: unknown, step: number) => (2 * Math.PI * step) / period;
  const angles = Array.from({ length: period + 1 }, angle);
  const sines = angles.map((at) => roundedFeature(Math.sin(at)));
  const cosines = angles.map((at) => roundedFeature(Math.cos(at)));
  return {
    sin: (step: number | undefined): number => (step === undefined ? 0 : (sines[step] ?? 0)),
    cos: (step: number | undefined): number => (step === undefined ? 0 : (cosines[step] ?? 0)),
  };
}

/** One 0/1 feature a value, `<prefix>_<value>`; an unlisted or missing value is 0 in all of them. */
export function oneHot<const Prefix extends string, const Value extends string>(
  prefix: Prefix,
  values: readonly Value[],
  meaning: string,
  of: (event: ScoringEvent) => string | undefined,
) {
  const entry = (value: Value) => [
    `${prefix}_${value}`,
    { meaning: `${meaning} ${value}`, of: (event: ScoringEvent) => flagNumber(of(event) === value) },
  ];
  return Object.fromEntries(values.map(entry)) as Record<`${Prefix}_${Value}`, FeatureDefinition>;
}
