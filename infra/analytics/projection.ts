/**
 * Partition projection: Athena computes partitions from these properties, so no crawler runs and none is missing.
 * A partition lies at `key=value/` under the table's location, keys in their order: Athena's default.
 */

type Properties = Record<string, string>;

export const projected: Properties = { EXTERNAL: "TRUE", "projection.enabled": "true" };

export const enumProjection = (key: string, values: string): Properties => ({
  [`projection.${key}.type`]: "enum",
  [`projection.${key}.values`]: values,
});

/** From the first day to tomorrow, as clocks differ. */
export const dayProjection = (key: string, firstDay: string): Properties => ({
  [`projection.${key}.type`]: "date",
  [`projection.${key}.format`]: "yyyy-MM-dd",
  [`projection.${key}.range`]: `${firstDay},NOW+1DAYS`,
  [`projection.${key}.interval`]: "1",
  [`projection.${key}.interval.unit`]: "DAYS",
});

export const integerProjection = (key: string, first: number, last: number, digits: number): Properties => ({
  [`projection.${key}.type`]: "integer",
  [`projection.${key}.range`]: `${first},${last}`,
  [`projection.${key}.digits`]: String(digits),
});
