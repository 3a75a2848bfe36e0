/**
 * Sequence numbers: 56 decimal digits, as on AWS, that grow within a stream. One counter serves all shards, so a child
 * shard's numbers are above its parents'.
 *
 *     49 | stream created, ms (14) | counter (20) | arrival, ms (14) | shard index (6)
 */
export function sequenceNumber(
  created: number,
  counter: number,
  arrival: number,
  shardIndex: number,
): string {
  return `49${digits(created, 14)}${digits(counter, 20)}${digits(arrival, 14)}${digits(shardIndex, 6)}`;
}

const digits = (value: number, width: number) => String(value).padStart(width, "0");

/** "0", or digits without a leading zero. */
export const isSequenceNumber = (text: string): boolean => /^(?:0|[1-9]\d{0,128})$/.test(text);

/** Compares canonical decimal strings by value: longer is larger, equal lengths compare as text. */
export function compareSequences(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}
