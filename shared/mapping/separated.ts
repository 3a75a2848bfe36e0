/** What may stand between thousands, beside the sign that does not stand before the decimals; blanks of any width. */
const BETWEEN = "['’\\s\u00a0\u202f";

const forms = {
  ",": new RegExp(`^([+-]?)(\\d{1,3}(?:${BETWEEN}.]\\d{3})+|\\d+)(?:,(\\d+))?$`),
  ".": new RegExp(`^([+-]?)(\\d{1,3}(?:${BETWEEN},]\\d{3})+|\\d+)(?:\\.(\\d+))?$`),
};

/** The sign of a currency, or what may be the code of one. */
const CURRENCY = /\p{Sc}|\b[A-Z]{3}\b/u;
const codes: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

/** What stands before a number or behind it says nothing of how much it is; `PCS` is no currency. */
const withoutCurrency = (text: string): string =>
  text.replace(CURRENCY, (found) => (found.length < 3 || codes.has(found) ? "" : found)).trim();

/**
 * A number as its country writes it, perhaps with its currency → the same digits as JSON writes them; every other text as
 * it is.
 * @param decimal what stands before the decimals
 */
export function withoutSeparators(text: string, decimal: keyof typeof forms): string {
  const found = forms[decimal].exec(withoutCurrency(text));
  if (found === null) return text;
  const [, sign, whole, decimals] = found;
  const digits = whole!.replace(/\D/g, "");
  return `${sign === "-" ? "-" : ""}${digits}${decimals === undefined ? "" : `.${decimals}`}`;
}
