import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { parquetFile } from "../../../../functions/archive/parquet.ts";
import { dayProjection, integerProjection } from "../../../../infra/analytics/projection.ts";
import { archivedIn, unseenSentence } from "../../../../scripts/local/run/archived.ts";
import { startQueries } from "../../../../scripts/local/runtime/athena/queries.ts";
import type { LocalQueries } from "../../../../scripts/local/runtime/athena/types.ts";
import { eventPartitions } from "../../../../shared/columns/glue.ts";

const columns = [{ name: "event_id", type: "string" }];

let root: string;
let queries: LocalQueries;
beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), "archived-test-"));
  const events = {
    name: "events",
    database: "db",
    columns,
    partitionKeys: [...eventPartitions],
    location: "s3://archive/events/",
    serde: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    parameters: {
      "projection.enabled": "true",
      ...dayProjection("dt", "2009-01-01"),
      ...integerProjection("hour", 0, 23, 2),
    },
    tableType: "EXTERNAL_TABLE",
  };
  queries = await startQueries({ databases: ["db"], tables: [events], queries: [] }, (bucket) =>
    path.join(root, bucket),
  );
});
afterEach(async () => {
  await queries.close();
  rmSync(root, { recursive: true });
});

function file(folder: string, ...ids: string[]): void {
  const at = path.join(root, "archive", "events", folder);
  mkdirSync(at, { recursive: true });
  const parquet = parquetFile(
    columns,
    ids.map((event_id) => ({ event_id })),
  );
  writeFileSync(path.join(at, `${ids.join("-")}.parquet`), parquet);
}

const archived = () => archivedIn(path.join(root, "archive", "events"), { queries } as never);

describe("what is archived", () => {
  test("is nothing at first", async () => {
    const found = await archived();
    expect(found).toMatchObject({ files: 0, rows: 0, events: 0, seen: { rows: 0, events: 0 } });
    expect(unseenSentence(found)).toBeUndefined();
  });

  test("is counted in the files and by a query, which see the same", async () => {
    file("dt=2026-03-01/hour=07/source=other", "a", "b");
    file("dt=2009-01-01/hour=23/source=web", "a");
    const found = await archived();
    expect(found).toMatchObject({ files: 2, rows: 3, events: 2, seen: { rows: 3, events: 2 }, unseen: [] });
    expect(unseenSentence(found)).toBeUndefined();
  });

  test("is not lost where queries do not look, and the sentence says where it is and why", async () => {
    file("dt=2026-03-01/hour=07/source=other", "a");
    file("source=shop/dt=2026-03-01/hour=07", "b", "c");
    file("dt=2008-12-31/hour=07/source=other", "d");
    file("dt=2008-12-31/hour=07/source=web", "e");
    const found = await archived();
    expect(found).toMatchObject({ files: 4, rows: 5, events: 5, seen: { rows: 1, events: 1 } });
    const sentence = unseenSentence(found);
    expect(sentence).toMatch(/^queries of events see 1 of the 5 archived rows: it cannot see /);
    expect(sentence).toContain(
      "source=shop/dt=2026-03-01/hour=07/ (1 file): the table looks for partitions at dt=…/hour=…/",
    );
    expect(sentence).toContain(
      "dt=2008-12-31/hour=07/ (2 files): dt is 2008-12-31, and the table's range is 2009-01-01 to NOW+1DAYS",
    );
  });

  test("is named folder by folder, but not by thousands", async () => {
    for (let day = 10; day < 30; day += 1) file(`dt=1999-01-${day}/hour=07`, "a");
    const sentence = unseenSentence(await archived());
    expect(sentence?.match(/dt=1999/g)).toHaveLength(5);
    expect(sentence).toMatch(/; and 15 folders more$/);
  });
});
