/** Ingest times as Elasticsearch prints them: ISO 8601 in UTC with three to nine digits of a second. */
export type IngestTime = string;

/** Negative when `a` is before `b`. Texts of unequal precision cannot be compared as they are. */
export function compareTimes(a: IngestTime, b: IngestTime): number {
  const [left, right] = [padded(a), padded(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

export const later = (a: IngestTime, b: IngestTime): IngestTime => (compareTimes(a, b) >= 0 ? a : b);

/** Epoch milliseconds, rounded down. */
export const toMillis = (time: IngestTime): number => Date.parse(`${padded(time).slice(0, 23)}Z`);

export const fromMillis = (milliseconds: number): IngestTime => new Date(milliseconds).toISOString();

/** The first whole millisecond after it: where the index keeps milliseconds, there is no time between the two. */
export const nextMillisecond = (time: IngestTime): IngestTime => fromMillis(toMillis(time) + 1);

const padded = (time: IngestTime): string => {
  const [seconds = "", fraction = ""] = time.replace("Z", "").split(".");
  return `${seconds}.${fraction.padEnd(9, "0")}`;
};
