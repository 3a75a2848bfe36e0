const BACKSLASH = 0x5c;

/**
 * Where the quote stands that closes a string of a JSON text; -1 where there is none. It goes from quote to quote,
 * which the engine looks for many characters at a time, and takes back a quote behind an odd number of backslashes.
 * @param from the place behind the opening quote
 */
export function closingQuote(text: string, from: number): number {
  let quote = text.indexOf('"', from);
  while (text.charCodeAt(quote - 1) === BACKSLASH && isEscaped(text, from, quote))
    quote = text.indexOf('"', quote + 1);
  return quote;
}

function isEscaped(text: string, from: number, quote: number): boolean {
  let first = quote;
  while (first > from && text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (quote - first) % 2 === 1;
}
