import { unpackRecord } from "../pack/decode.ts";
import type { StreamRecord } from "../stream.ts";
import type { Failure } from "./failed-event.ts";
import { type FailedEntry, filedOf, type PackEntry, packRefusal, type Why } from "./place.ts";

/**
 * Shows every line of every pack of enriched events to `read`, which takes it or returns why it is none. Returns the
 * failures: of those lines, and of records that are no pack.
 * @param fail makes the failure of an entry
 */
export function readPacks(
  records: readonly StreamRecord[],
  read: (entry: PackEntry) => Omit<Why, "stage"> | undefined,
  fail: (entry: PackEntry, why: Omit<Why, "stage">) => FailedEntry,
): FailedEntry[] {
  const all: FailedEntry[] = [];
  for (const record of records) {
    const unpacked = unpackRecord(record.data);
    if (!unpacked.ok) {
      all.push(
        fail({ record, index: 0, bytes: record.data }, packRefusal(unpacked, "a pack of enriched events")),
      );
      continue;
    }
    const failures: Failure[] = [];
    for (const [index, bytes] of unpacked.entries.entries()) {
      const entry = { record, index, bytes };
      const why = read(entry);
      if (why !== undefined) failures.push(fail(entry, why).failure);
    }
    all.push(...filedOf(record, failures, unpacked.entries.length));
  }
  return all;
}
