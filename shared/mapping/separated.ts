/** What may stand between thousands, beside the sign that does not stand before the decimals; blanks of any width. */
const BETWEEN = "['’\\s\u00a0\u202f";

const forms = {
  ",": new RegExp(`^([+-]?)(\\d{1,3}(?:${BETWEEN}.]\\d{3})+|\\d+)(?:,(\\d+))?$`),
  ".": new RegExp(`^([+-]?)(\\d{1,3}(?:${BETWEEN},]\\d{3})+|\\d+)(?:\\.(\\d+))?$`),
};

/**
 * A number as its country writes it → the same digits as JSON writes them; every other text as it is.
 * @param decimal what stands before the decimals
 */
export function withoutSeparators(text: string, decimal: keyof typeof forms): string {
  const found = forms[decimal].exec(text.trim());
  if (found === null) return text;
  const [, sign, whole, decimals] = found;
  const digits = whole!.replace(/\D/g, "");
  return `${sign === "-" ? "-" : ""}${digits}${decimals === undefined ? "" : `.${decimals}`}`;
}
