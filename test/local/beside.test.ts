import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { expect, test } from "@jest/globals";
import { type LocalRun, startLocal } from "../../scripts/local/run/index.ts";
import { defaults, type RunOptions } from "../../scripts/local/run/options.ts";
import { unpackRecord } from "../../shared/pack/decode.ts";
import { expectConserved } from "./invariants.ts";

const MINUTES = 60_000;
const root = join(import.meta.dirname, "../..");

const event = (id: string, override: object = {}) =>
  JSON.stringify({
    event_id: id,
    event_name: "page_view",
    app_id: "web",
    user_id: `u-${id.length}`,
    client_created_at: "2026-03-01T12:00:00.000Z",
    ...override,
  });
const named = (name: string, count: number) =>
  Array.from({ length: count }, (_, at) => event(`${name}-${at}`));

const isOneEvent = (data: Uint8Array): boolean => {
  const unpacked = unpackRecord(data);
  return unpacked.ok && unpacked.entries.length === 1;
};

/** A run with what somebody does beside it. */
async function running(override: Partial<RunOptions>, own: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), "clickstream-"));
  const data = join(folder, "data");
  const fileOf = (name: string, lines: readonly string[]) => {
    writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
    return join(folder, name);
  };
  const source = own.length > 0 ? { file: fileOf("own.ndjson", own) } : defaults.source;
  const options = { ...defaults, source, port: 0, awsPort: 0, page: false, data, ...override };
  const run = await startLocal(options, () => {});
  const kinesis = new KinesisClient({
    region: "eu-west-1",
    endpoint: run.aws.url,
    credentials: { accessKeyId: "somebody", secretAccessKey: "s" },
  });
  const raw = run.aws.kinesis.streams.find(({ name }) => name.endsWith("-raw"))!;
  const command = async (name: string, ...args: string[]) => {
    const line = [join(root, "scripts", `${name}.ts`), ...args, "--data", data];
    await promisify(execFile)(process.execPath, line, { cwd: root });
  };
  return {
    run,
    raw,
    fileOf,
    send: (name: string, lines: readonly string[]) =>
      command("send", fileOf(name, lines), "--allow-failures"),
    replay: () => command("replay", "--all", "--apply"),
    put: (text: string) =>
      kinesis.send(
        new PutRecordCommand({ StreamName: raw.name, PartitionKey: "k", Data: Buffer.from(text) }),
      ),
    async [Symbol.asyncDispose]() {
      kinesis.destroy();
      await run.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function reportOf(run: LocalRun) {
  await run.drained();
  const report = await run.report();
  expectConserved(report);
  const { read, read_from_others, raw, archived, failed } = report.events;
  return { read, read_from_others, raw, archived, failed };
}

test(
  "what others put beside a file is counted as theirs, an event that both put as the file's, each once",
  async () => {
    const own = [...named("own", 50), ...named("own", 5), "no JSON"];
    await using beside = await running({}, own);
    const { run, put, send, replay } = beside;
    await send("theirs.ndjson", [
      ...named("theirs", 20),
      ...named("theirs", 3),
      event("own-1"),
      "no JSON, too",
    ]);
    await send("theirs.ndjson", named("theirs", 20));
    for (const text of ["no JSON", "neither this", "neither this", event("i".repeat(200)), event("cli")])
      await put(text);
    await put(`${event("pack-1")}\n${event("pack-2")}\n{`);
    const before = await reportOf(run);
    expect(before).toEqual({
      // Of the file 51; by send 20 and one that is no JSON; then one that is none, the long id, an event, and a pack.
      read: 51 + 21 + 6,
      read_from_others: 21 + 6,
      // The file's own line that is no JSON never left it, but somebody put the same.
      raw: 51 + 20 + 6,
      archived: 50 + 20 + 1 + 2,
      failed: { produce: { not_json: 1 }, decode: { not_json: 3 }, validate: { schema_violation: 1 } },
    });
    await replay();
    // What send had refused is put as it is, and fails where it is read.
    expect(await reportOf(run)).toEqual({
      ...before,
      raw: before.raw + 1,
      failed: { decode: { not_json: 4 }, validate: { schema_violation: 1 } },
    });
  },
  5 * MINUTES,
);

test(
  "a run without a source has what is sent to it, and closes without anything, too",
  async () => {
    await using beside = await running({ source: "none" });
    // As Ctrl-C does: of itself it has no end.
    await beside.run.source.stop();
    const nothing = { read: 0, read_from_others: 0, raw: 0, archived: 0, failed: {} };
    await beside.run.drained();
    expect(await beside.run.report()).toMatchObject({ events: nothing, broken: [] });
    await beside.send("theirs.ndjson", named("theirs", 20));
    expect(await reportOf(beside.run)).toEqual({
      ...nothing,
      read: 20,
      read_from_others: 20,
      raw: 20,
      archived: 20,
    });
  },
  5 * MINUTES,
);

test(
  "documents that others index are theirs, and somebody who does not stop does not keep the run up",
  async () => {
    await using beside = await running({ events: 200, rate: 100 });
    const { run, put } = beside;
    run.documents.local!.index([event("indexed")]);
    let taken = 0;
    let over = false;
    const others = (async () => {
      while (!over)
        await put(event(`steady-${taken}`)).then(
          () => {
            taken += 1;
          },
          // Refused while the events are counted, as the message says; it is tried again.
          () => {},
        );
    })();
    await run.source.done;
    await run.drained();
    const report = await run.report();
    over = true;
    await others;
    expectConserved(report);
    expect(report.events.read - report.events.read_from_others).toBe(200);
    expect(report.events.read_from_others).toBeGreaterThan(1);
    expect(report.events.read_from_others).toBeLessThanOrEqual(taken + 1);
  },
  5 * MINUTES,
);

test(
  "an event that vanishes is missed, whatever others put in its place",
  async () => {
    await using beside = await running({ source: "stream", events: 300, rate: 300 });
    const { run, raw, put } = beside;
    const takes = raw.put.bind(raw);
    let vanished = 0;
    raw.put = (records) => {
      const kept = records.filter(({ data }) => {
        const isFirst = vanished === 0 && isOneEvent(data);
        if (isFirst) vanished += 1;
        return !isFirst;
      });
      return takes(kept);
    };
    await put(event("in its place"));
    await run.source.done;
    while (run.ledger.outstanding.enrich + run.ledger.outstanding.predict > 0)
      await new Promise((resolve) => setTimeout(resolve, 100));
    await run.runtime.drain();
    const { events, broken } = await run.report();
    expect(vanished).toBe(1);
    expect(events).toMatchObject({ read: 301, read_from_others: 1, raw: 300, lost: 1 });
    expect(broken).toEqual(["read 301 ≠ raw 300 + failed(produce) 0"]);
  },
  5 * MINUTES,
);
