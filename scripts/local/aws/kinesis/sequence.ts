/** Epoch seconds are those that a sequence number has room for; `counter` is one of the stream. */
export interface SequenceParts {
  /** When the shard was created, epoch seconds. */
  created: number;
  counter: number;
  /** When the record came, epoch seconds. */
  arrival: number;
  shardIndex: number;
}

/**
 * Sequence numbers as AWS makes them, in hexadecimal digits; in decimal they have 56. They grow within
 * a shard, and a child's are above its parents' as it is created later.
 *
 *     2 | shard created (9) | last digit of the shard index | counter (16) | 00 | arrival (9) | shard index (8) | version 2
 */
export function sequenceNumber({ created, counter, arrival, shardIndex }: SequenceParts): string {
  const shard = digits(shardIndex, 8);
  return String(
    BigInt(`0x2${digits(created, 9)}${shard.at(-1)}${digits(counter, 16)}00${digits(arrival, 9)}${shard}2`),
  );
}

/** What a sequence number says; undefined for one that no stream gives. */
export function sequenceParts(sequence: string): SequenceParts | undefined {
  if (sequence.length !== DECIMAL_DIGITS || !isSequenceNumber(sequence)) return undefined;
  const [, created, nibble, counter, arrival, shard] = LAYOUT.exec(BigInt(sequence).toString(16)) ?? [];
  if (created === undefined || shard!.at(-1) !== nibble) return undefined;
  return {
    created: Number.parseInt(created, 16),
    counter: Number.parseInt(counter!, 16),
    arrival: Number.parseInt(arrival!, 16),
    shardIndex: Number.parseInt(shard!, 16),
  };
}

const DECIMAL_DIGITS = 56;
const LAYOUT = /^2(.{9})(.)(.{16})00(.{9})(.{8})2$/;

const digits = (value: number, width: number) => value.toString(16).padStart(width, "0");

/** "0", or digits without a leading zero. */
export const isSequenceNumber = (text: string): boolean => /^(?:0|[1-9]\d{0,128})$/.test(text);

/** Compares canonical decimal strings by value: longer is larger, equal lengths compare as text. */
export function compareSequences(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}
