const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 });

const units: Record<string, (value: number) => string> = {
  percentunit: (value) => `${short.format(value * 100)}%`,
  s: (value) => (value < 1 ? `${short.format(value * 1000)} ms` : `${short.format(value)} s`),
  Bps: (value) => `${short.format(value)} B/s`,
  reqps: (value) => `${short.format(value)} req/s`,
  currencyUSD: (value) => `$${short.format(value)}`,
  short: (value) => short.format(value),
};

/** A value with one of Grafana's units. Throws for a unit that no panel has used so far. */
export function withUnit(value: number, unit = "short"): string {
  const format = units[unit];
  if (format === undefined) throw new Error(`No panel has used the unit ${unit} so far.`);
  return format(value);
}
