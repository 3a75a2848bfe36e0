import { expect, test } from "@jest/globals";
import { stageCounts } from "../../../../scripts/local/run/stage-counts.ts";

/** A run of ten events, one of which failed on its way into the archive. */
const counted = (rows: number, direct = 0) =>
  stageCounts(
    {
      ledger: {
        raw: 10,
        enriched: 9,
        predicted: 9,
        failed: { validate: { schema_violation: 1 }, archive: { conversion_failed: 1 } },
        failedAt: (...stages) => stages.length,
        arrivals: { handed: 8, fromOthers: 2 } as never,
      },
      source: { read: 8 },
      runtime: { firehose: { status: () => [{ delivered: { rows } }] as never } },
    },
    direct,
  );

test.each([
  { description: "those that are in files", rows: 4, archived: 4 },
  { description: "those that the function wrote itself, too", rows: 4, direct: 3, archived: 7 },
  { description: "each once: rows of events that came again are no more events", rows: 13, archived: 8 },
])("archived are $description", ({ rows, direct, archived }) => {
  expect(counted(rows, direct)).toMatchObject({ read: 10, raw: 10, enriched: 9, archived });
});
