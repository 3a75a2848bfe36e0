import { inAscii } from "../json/written-number.ts";

/** What may stand between thousands, beside the sign that does not stand before the decimals; blanks of any width. */
const BETWEEN = "['’\\s\u00a0\u202f";

const forms = {
  ",": new RegExp(`^([+-]?)\\s*(\\d{1,3}(?:${BETWEEN}.]\\d{3})+|\\d+)(?:,(\\d+))?$`),
  ".": new RegExp(`^([+-]?)\\s*(\\d{1,3}(?:${BETWEEN},]\\d{3})+|\\d+)(?:\\.(\\d+))?$`),
};

/** The sign of a currency, perhaps behind its country (`R$`), or what may be the code of one. */
const CURRENCY = /(?<![A-Z])(?:[A-Z]{0,3}\p{Sc}|[A-Z]{3})(?![A-Z])/u;
const codes: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));
/** Signs that are letters. */
const LETTERS = /(?<!\p{L})(?:kr|zł|Kč|Ft|lei|лв|руб|грн|Fr|Rs|Rp|RM|TL)(?!\p{L})\.?/u;

/** What stands before a number or behind it says nothing of how much it is; `PCS` is no currency. */
const withoutCurrency = (text: string): string =>
  text
    .replace(CURRENCY, (found) => (/^[A-Z]+$/.test(found) && !codes.has(found) ? found : ""))
    .replace(LETTERS, "")
    .trim();

/** Of an amount below nothing, books have brackets around it, and some programs its sign behind it. */
const BELOW_NOTHING = /^\(([^()+-]+)\)$|^([^()+-]+)-$/;

/**
 * A number as its country writes it, perhaps with its currency → the same digits as JSON writes them; every other text as
 * it is.
 * @param decimal what stands before the decimals
 */
export function withoutSeparators(text: string, decimal: keyof typeof forms): string {
  const amount = withoutCurrency(inAscii(text));
  const [, inBrackets, signed] = BELOW_NOTHING.exec(amount) ?? [];
  const below = (inBrackets ?? signed)?.trim();
  const found = forms[decimal].exec(below === undefined ? amount : `-${below}`);
  if (found === null) return text;
  const [, sign, whole, decimals] = found;
  const digits = whole!.replace(/\D/g, "");
  return `${sign === "-" ? "-" : ""}${digits}${decimals === undefined ? "" : `.${decimals}`}`;
}
