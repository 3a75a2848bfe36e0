const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat("en", { maximumFractionDigits: 4 });
const money = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const wholePercent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 0 });
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

export const wholeNumber = (value: number): string => whole.format(value);
export const fineNumber = (value: number): string => fine.format(value);
/** An amount of a currency. */
export const moneyNumber = (value: number): string => money.format(value);
/** As 12.3K. */
export const compactNumber = (value: number): string => short.format(value);
/** Of a share, 0–1. */
export const percentage = (share: number): string => percent.format(share);
/** Where there is no room for more. */
export const wholePercentage = (share: number): string => wholePercent.format(share);

/** A duration as people read it: 35 ms, 1.2 s, 3 min. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}

/** Time of the day, UTC, as everything on the page. */
export const clockTime = (at: number): string => new Date(at).toISOString().slice(11, 19);
