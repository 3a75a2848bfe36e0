/** The lowest zip code, of Holtsville, New York. */
const LOWEST = 501;

/**
 * Ways to write a zip code, the digits in the first group: a number that lost its zeros (501) or became a decimal
 * one (10001.0), with its extension (10001-1234, or all nine digits), a census id of its tabulation area (86000US00601,
 * 860Z200US00601) or name (ZCTA5 00601), and a text that a spreadsheet must not take for a number (="00501").
 */
const WRITTEN = [
  /^(\d{3,5})(?:\.0+)?$/,
  /^(\d{3,5})-(?:\d{4})?$/,
  /^(\d{5})\d{4}$/,
  /^860[0-9A-Z]*US(\d{5})$/i,
  /^ZCTA5? +(\d{5})$/i,
  /^(?:="|')(\d{3,5})"?$/,
];

/** The zip code of five digits that a text means; undefined when it is none. */
export function zipCodeOf(text: string): string | undefined {
  for (const expression of WRITTEN) {
    const digits = expression.exec(text)?.[1];
    if (digits !== undefined) return Number(digits) < LOWEST ? undefined : digits.padStart(5, "0");
  }
  return undefined;
}
