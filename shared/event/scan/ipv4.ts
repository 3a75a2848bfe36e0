const ZERO = 48;
const POINT = 46;

/**
 * Whether an address of IPv4 stands between two places, as `parseIpv4` reads one from a text. Nearly all addresses are
 * such, and there are too many for a cache to be as fast.
 */
export function isIpv4At(bytes: Uint8Array, from: number, to: number): boolean {
  let value = 0;
  let digits = 0;
  let points = 0;
  for (let at = from; at < to; at += 1) {
    const code = bytes[at]!;
    if (code === POINT) {
      if (digits === 0) return false;
      points += 1;
      value = 0;
      digits = 0;
      continue;
    }
    const digit = code - ZERO;
    if (digit < 0 || digit > 9 || (digits > 0 && value === 0)) return false;
    value = value * 10 + digit;
    digits += 1;
    if (value > 255) return false;
  }
  return points === 3 && digits > 0;
}
