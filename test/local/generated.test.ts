import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { expectConserved, wrongSessions } from "./invariants.ts";
import { pipelineRun } from "./pipeline-run.ts";

const MINUTES = 60_000;

test(
  "events of the shop go through Elasticsearch and end in the archive and in the predictions",
  async () => {
    await using run = await pipelineRun({ events: 3_000, rate: 1_500 });
    const { report, query } = run;
    expectConserved(report);
    expect(report.events).toMatchObject({
      read: 3_000,
      raw: 3_000,
      enriched: 3_000,
      archived: 3_000,
      predicted: 3_000,
    });
    expect(report.events.duplicates).toBe(0);
    expect(report.archive.rows).toBe(3_000);
    expect(report.latency_ms.end_to_end.p50).toBeGreaterThan(0);
    expect(await wrongSessions(query)).toEqual([]);
    expect(await query("SELECT count(*) FROM events WHERE enrichment_status['geo'] <> 'ok'")).toEqual([[0]]);
  },
  3 * MINUTES,
);

test(
  "exactly the malformed events fail, each with its own bytes and the right reason",
  async () => {
    await using run = await pipelineRun({ source: "stream", events: 3_000, rate: 3_000, badRatio: 0.05 });
    const { report, query, malformed } = run;
    expectConserved(report);
    expect(report.events.malformed).toBe(malformed.length);
    const rows = (await query(
      "SELECT stage, reason, payload, payload_sha256 FROM failed_events",
    )) as string[][];
    const failed = rows.map(([stage, reason, payload, sha256]) => {
      const bytes = Buffer.from(payload!, "base64");
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
      return `${stage} ${reason} ${bytes.toString()}`;
    });
    const injected = malformed.map(({ text, bad }) => `${bad!.stage} ${bad!.reason} ${text}`);
    expect(failed.sort()).toEqual(injected.sort());
  },
  3 * MINUTES,
);
