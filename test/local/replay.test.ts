import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { type Interference, type LocalRun, startLocal } from "../../scripts/local/run/index.ts";
import { defaults } from "../../scripts/local/run/options.ts";
import { expectConserved, wrongSessions } from "./invariants.ts";

const MINUTES = 60_000;
const root = join(import.meta.dirname, "../..");

/** A run over a file, up until the end of the test, and the replay command on it. */
async function runOver(lines: readonly string[], interference: Interference = {}) {
  const folder = mkdtempSync(join(tmpdir(), "clickstream-"));
  const data = join(folder, "data");
  const fileOf = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const source = { file: fileOf("events.ndjson", `${lines.join("\n")}\n`) };
  const options = { ...defaults, source, port: 0, awsPort: 0, page: false, untilDrained: true, data };
  const run = await startLocal(options, () => {}, interference);
  return {
    run,
    fileOf,
    query: async (sql: string) => (await run.runtime.queries.run(sql)).rows,
    async replay(...args: string[]) {
      const command = [join(root, "scripts/replay.ts"), "--data", data, ...args];
      const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: root });
      return stdout;
    },
    async [Symbol.asyncDispose]() {
      await run.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Where the events are, once nothing moves any more. */
async function placesOf(run: LocalRun) {
  await run.drained();
  const report = await run.report();
  expectConserved(report);
  const { raw, archived, predicted, failed } = report.events;
  return { raw, archived, predicted, failed };
}

const event = (index: number, override: object = {}) =>
  JSON.stringify({
    event_id: `e${index}`,
    event_name: index % 5 === 0 ? "add_to_cart" : "page_view",
    // One of the sources whose partitions queries see.
    app_id: "web",
    user_id: `u${index % 7}`,
    client_created_at: new Date(Date.parse("2026-03-01T12:00:00.000Z") + index * 1000).toISOString(),
    ...override,
  });

test(
  "bad events that a patch mends are archived like the others, and a second replay changes nothing",
  async () => {
    const good = Array.from({ length: 200 }, (_, index) => event(index));
    const renamed = Array.from({ length: 20 }, (_, index) =>
      event(300 + index, { user_id: undefined, userId: `u${index % 7}`, price: "9.5" }),
    );
    const nameless = Array.from({ length: 5 }, (_, index) =>
      event(400 + index, { event_name: "", search_term: `${index}` }),
    );
    await using over = await runOver([...good, ...renamed, ...nameless, "this is not JSON"]);
    const { run, query, replay, fileOf } = over;
    const patch = fileOf(
      "patch.json",
      JSON.stringify([
        { op: "rename", from: "/userId", to: "/user_id" },
        { op: "cast", path: "/price", to: "number" },
      ]),
    );
    expect(await placesOf(run)).toEqual({
      raw: 225,
      archived: 200,
      predicted: 200,
      failed: { validate: { schema_violation: 25 }, produce: { not_json: 1 } },
    });

    const dry = await replay("--patch", patch);
    expect(dry).toMatch(/validate +schema_violation +\S+ +\S+ +20 +\d+ +to raw/);
    expect(dry).toMatch(/validate +schema_violation +\S+ +\S+ +5 +\d+ +would fail again unchanged/);
    expect(dry).toMatch('price: "9.5" → 9.5');
    expect(await placesOf(run)).toMatchObject({ archived: 200 });

    const settled = {
      raw: 225,
      archived: 220,
      predicted: 220,
      failed: { validate: { schema_violation: 5 }, produce: { not_json: 1 } },
    };
    expect(await replay("--patch", patch, "--apply")).toMatch("20 failed events were put back.");
    expect(await placesOf(run)).toEqual(settled);
    const prices = "SELECT count(*) FROM events_unique WHERE price = 9.5 AND metadata['replay_count'] = '1'";
    expect(await query(prices)).toEqual([[20]]);

    // What was put back is offered no more, and where it is forced that changes nothing.
    expect(await replay("--patch", patch)).toMatch("Dry run: 0 failed events would be put back.");
    // The events are months older than their failures.
    const period = { values: { since: "2026-03-01" } };
    expect((await run.runtime.queries.run("failed_events_open", period)).rows).toEqual([
      expect.arrayContaining(["validate", "schema_violation", 5]),
      expect.arrayContaining(["produce", "not_json", 1]),
    ]);
    expect(await replay("--patch", patch, "--force", "--apply")).toMatch("20 failed events were put back.");
    expect(await placesOf(run)).toEqual(settled);
    expect(await query("SELECT count(*) FROM events_unique")).toEqual([[220]]);
    expect(await wrongSessions(query)).toEqual([]);

    // What fails again is the same failure with one replay more, and not a new one.
    expect(await replay("--all", "--force", "--apply")).toMatch("26 failed events were put back.");
    // What its reader had refused is on the stream now, and fails there.
    expect(await placesOf(run)).toEqual({
      ...settled,
      raw: 226,
      failed: { validate: { schema_violation: 5 }, decode: { not_json: 1 } },
    });
    const failures = await query(
      "SELECT max(replay_count) FROM failed_events WHERE stage <> 'produce' GROUP BY failure_id",
    );
    expect(failures).toEqual(Array(26).fill([1]));
  },
  5 * MINUTES,
);

test(
  "what Firehose could not deliver becomes failed events, and a replay archives it",
  async () => {
    let broken = true;
    const hooks = {
      beforeInvoke: (name: string) => (broken && name.endsWith("-archive") ? ("fail" as const) : undefined),
    };
    const lines = Array.from({ length: 300 }, (_, index) => event(index));
    await using over = await runOver(lines, { hooks });
    const { run, query, replay } = over;
    expect(await placesOf(run)).toEqual({
      raw: 300,
      archived: 0,
      predicted: 300,
      failed: { archive: { transform_failed: 300 } },
    });
    const rows = "SELECT DISTINCT component, source.stream FROM failed_events";
    expect(await query(rows)).toEqual([["firehose", "firehose"]]);

    broken = false;
    expect(await replay("--stage", "archive")).toMatch(
      /archive +transform_failed +\S+ +\S+ +300 +\d+ +to enriched/,
    );
    expect(await replay("--stage", "archive", "--apply")).toMatch("300 failed events were put back.");
    expect(await placesOf(run)).toEqual({ raw: 300, archived: 300, predicted: 300, failed: {} });
    expect(await wrongSessions(query)).toEqual([]);
  },
  5 * MINUTES,
);

test(
  "an abandoned batch comes out of the stream as failed events, and a replay takes it the rest of the way",
  async () => {
    let broken = true;
    const hooks = {
      beforeInvoke: (name: string) => (broken && name.endsWith("-predict") ? ("fail" as const) : undefined),
    };
    const lines = Array.from({ length: 100 }, (_, index) => event(index));
    const edit: Interference["edit"] = ({ resource }) => {
      for (const mapping of Object.values(resource.aws_lambda_event_source_mapping!))
        if ("maximum_retry_attempts" in mapping) mapping.maximum_retry_attempts = 1;
    };
    await using over = await runOver(lines, { hooks, edit });
    const { run, replay } = over;
    expect(await placesOf(run)).toEqual({
      raw: 100,
      archived: 100,
      predicted: 0,
      failed: { predict: { retries_exhausted: 100 } },
    });
    broken = false;
    expect(await replay("--reason", "retries_exhausted", "--apply")).toMatch(
      "100 failed events were put back.",
    );
    expect(await placesOf(run)).toEqual({ raw: 100, archived: 100, predicted: 100, failed: {} });
  },
  5 * MINUTES,
);
