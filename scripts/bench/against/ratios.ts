/** What one process measured: how many times this checkout's time the other one takes, plain records and packs. */
export interface Ratios {
  plain: number;
  packed: number;
}

export interface Spread {
  geometricMean: number;
  min: number;
  max: number;
}

/** One process to run: which two checkouts, and which of them is first in each round. */
export interface PairedRun {
  /** `noise`: the other checkout against a copy of itself. */
  pair: "checkouts" | "noise";
  swapped: boolean;
}

/** The processes in their order: both pairs in turn, so that they share the machine's moods; every other one swapped. */
export function plannedRuns(processes: number): PairedRun[] {
  return Array.from({ length: processes }, (_, at) => at % 2 === 1).flatMap((swapped): PairedRun[] => [
    { pair: "checkouts", swapped },
    { pair: "noise", swapped },
  ]);
}

/** Of ratios the arithmetic mean is none: 2 and ½ are 1 on the whole. */
export function spreadOf(ratios: readonly number[]): Spread {
  if (ratios.length === 0) throw new Error("No ratio has no mean.");
  const logarithms = ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0);
  return {
    geometricMean: Math.exp(logarithms / ratios.length),
    min: Math.min(...ratios),
    max: Math.max(...ratios),
  };
}
