/** Text attributes: how long they are, and what is left of one that is too long. */

/** Half a character: one of a pair of UTF-16 units without the other. UTF-8, and so a column, has no form for it. */
const HALF = /\p{Surrogate}/gu;

/** Whether a text has at least and at most so many code points. */
export function hasLength(text: string, min: number, max: number): boolean {
  const { length } = text;
  // A code point is one or two units.
  if (length <= max && length >= 2 * min) return true;
  if (length < min || length > 2 * max) return false;
  const points = length - (text.match(PAIR)?.length ?? 0);
  return points >= min && points <= max;
}

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/g;

/** The beginning of a text, whole characters alone, of at most so many UTF-16 units. */
export function cutText(text: string, max: number): string {
  const whole = text.isWellFormed() ? text : text.replace(HALF, "");
  return whole.length <= max ? whole : whole.slice(0, max).replace(HALF, "");
}

/** The beginning of an address of a page that says nothing else than it did: it ends before what would be half a parameter. */
export function cutUrl(text: string, max: number): string {
  const cut = cutText(text, max);
  if (cut.length === text.length || DELIMITER.test(text[cut.length]!)) return cut;
  const end = Math.max(cut.lastIndexOf("&"), cut.lastIndexOf("?"), cut.lastIndexOf("#"));
  return end > 0 ? cut.slice(0, end) : cut.replace(HALF_CODE, "");
}

const DELIMITER = /[&?#]/;
/** A character written by its code, the end of which is missing. */
const HALF_CODE = /%[0-9a-f]?$/i;
