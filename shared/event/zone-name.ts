import { BoundedCache } from "../bounded-cache.ts";

/** There are 600 zones, and whoever invents more of them must not fill the memory. */
const known = new BoundedCache<boolean>(2_000);

/** Whether a text is the name of a time zone, IANA's or an offset: Intl has no other way to ask, and takes 20 µs. */
export function isZoneName(text: string): boolean {
  const before = known.get(text);
  if (before !== undefined) return before;
  const is = isZone(text);
  known.set(text, is);
  return is;
}

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: text });
    return true;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return false;
  }
}
