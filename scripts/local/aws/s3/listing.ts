/** Pages of a bucket's listing, over keys in the order of their UTF-8 bytes. */

export interface ListRequest {
  prefix: string;
  delimiter: string | undefined;
  maxKeys: number;
  /** List only what comes after this key or common prefix. */
  after: string;
}

export interface Page<Entry> {
  entries: Entry[];
  commonPrefixes: string[];
  /** Where the next page goes on; undefined on the last page. */
  next: string | undefined;
}

/** Keys that share a common prefix count as one, as in S3. */
export function listingPage<Entry extends { key: string }>(
  sorted: readonly Entry[],
  request: ListRequest,
): Page<Entry> {
  const { prefix, delimiter, maxKeys, after } = request;
  const result: Page<Entry> = { entries: [], commonPrefixes: [], next: undefined };
  let last = "";
  for (const entry of sorted) {
    if (!entry.key.startsWith(prefix)) continue;
    const common = commonPrefix(entry.key, prefix, delimiter);
    const name = common ?? entry.key;
    if (name === last && common !== undefined) continue;
    if (after !== "" && compareKeys(name, after) <= 0) continue;
    // A page that begins after "a/" must not list "a/" again, nor keys within it one by one.
    if (result.entries.length + result.commonPrefixes.length >= maxKeys) return { ...result, next: last };
    if (common === undefined) result.entries.push(entry);
    else result.commonPrefixes.push(common);
    last = name;
  }
  return result;
}

function commonPrefix(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  if (delimiter === undefined || delimiter === "") return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

/** UTF-8 byte order; JavaScript's own order of strings differs beyond the basic plane. */
export function compareKeys(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
