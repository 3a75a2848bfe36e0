/** Codes of countries as ISO 3166-1 alpha-2 has them, and the names that they go by in English. */

const CODE = /^[A-Z]{2}$/;

export const isCountryCode = (value: unknown): boolean =>
  typeof value === "string" && CODE.test(value) && !Object.hasOwn(otherCodes, value);

/** What some write for the codes of two countries. */
const otherCodes: Readonly<Record<string, string>> = { EL: "GR", UK: "GB" };

/** Names that sources use beside those of Unicode's tables. */
const alsoCalled: Readonly<Record<string, string>> = {
  "bosnia and herzegovina": "BA",
  "czech republic": "CZ",
  "hong kong": "HK",
  macau: "MO",
  myanmar: "MM",
  palestine: "PS",
  "republic of korea": "KR",
  "russian federation": "RU",
  swaziland: "SZ",
  "trinidad and tobago": "TT",
  turkey: "TR",
  türkiye: "TR",
  "united states of america": "US",
  usa: "US",
  "viet nam": "VN",
};

let codes: Map<string, string> | undefined;

/** Made when it is first asked for: a code is nearly always given as such. */
function codesByName(): Map<string, string> {
  const made = new Map<string, string>();
  const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  for (let first = A; first <= Z; first += 1) {
    for (let second = A; second <= Z; second += 1) {
      const code = String.fromCharCode(first, second);
      const name = names.of(code);
      // Codes that are no longer, or were never, those of a country share its name: the first one stays.
      if (name !== undefined && !FORMER.has(code)) made.set(name.toLowerCase().replaceAll("&", "and"), code);
    }
  }
  for (const [name, code] of Object.entries(alsoCalled)) made.set(name, code);
  return made;
}

const A = 65;
const Z = 90;
/** Codes that Unicode keeps beside the present one of the same country. */
const FORMER: ReadonlySet<string> = new Set([
  "BU",
  "CS",
  "DD",
  "DY",
  "FX",
  "HV",
  "NH",
  "QU",
  "RH",
  "SU",
  "TP",
  "UK",
  "VD",
  "YD",
  "YU",
  "ZR",
]);

/** The code that a text is in other letters, or that its country has; undefined where it is neither. */
export function countryCode(text: string): string | undefined {
  const upper = text.trim().toUpperCase();
  if (CODE.test(upper)) return otherCodes[upper] ?? upper;
  codes ??= codesByName();
  return codes.get(text.trim().toLowerCase().replaceAll("&", "and"));
}
