import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { lostColumns } from "../../../../infra/checks/lost-columns.ts";
import { startAws } from "../../../../scripts/local/aws/index.ts";
import { startRuntime } from "../../../../scripts/local/runtime/index.ts";
import { writeSmallStack } from "./small-stack.ts";

/** Versions of a stack, each deployed over the archive that the one before it wrote. */

const place = { region: "eu-west-1", accountId: "000000000000" };
type Version = { name: string; type: string }[];

const first: Version = [
  { name: "id", type: "string" },
  { name: "at", type: "timestamp" },
  { name: "clicks", type: "int" },
];
/** One attribute more, and one column wider: the attribute itself still has the values of before. */
const second: Version = [
  { name: "id", type: "string" },
  { name: "at", type: "timestamp" },
  { name: "clicks", type: "bigint" },
  { name: "colour", type: "string" },
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "evolution-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Deploys a version, archives events, and asks a query of the whole archive. */
async function deployed(version: Version, events: object[], sql: string): Promise<unknown[][]> {
  const aws = await startAws({ port: 0, dataDir: path.join(folder, "data"), ...place });
  const runtime = await startRuntime({
    json: writeSmallStack(path.join(folder, "stack"), version),
    aws,
    ...place,
    redis: { host: "127.0.0.1", port: 6379 },
    variables: { nothing: "" },
  });
  try {
    const records = events.map((event) => ({ partitionKey: "k", data: Buffer.from(JSON.stringify(event)) }));
    aws.kinesis.stream("mini-raw").put(records);
    await runtime.drain();
    return (await runtime.queries.run(sql)).rows;
  } finally {
    await runtime.stop();
    await aws.close();
  }
}

const event = (id: string, more: object) => ({ id, at: "2026-01-01T00:00:00.000Z", ...more });

test("a version is deployed over the one before it, and rolled back, and every file stays readable", async () => {
  const old = await deployed(first, [event("a", { clicks: 1 })], "select id, clicks from events order by id");
  expect(old).toEqual([["a", 1]]);

  const added = "select id, clicks, colour from events order by id";
  expect(await deployed(second, [event("b", { clicks: 2, colour: "red" })], added)).toEqual([
    ["a", 1, null],
    ["b", 2, "red"],
  ]);

  const back = "select id, clicks from events order by id";
  expect(await deployed(first, [event("c", { clicks: 3 })], back)).toEqual([
    ["a", 1],
    ["b", 2],
    ["c", 3],
  ]);

  const again = await deployed(second, [event("d", { clicks: 3_000_000_000, colour: "blue" })], added);
  expect(again).toEqual([
    ["a", 1, null],
    ["b", 2, "red"],
    ["c", 3, null],
    ["d", 3_000_000_000, "blue"],
  ]);
});

test("what a roll-back would lose for good, a synth of that version refuses", () => {
  expect(lostColumns(second, first)).toEqual([
    expect.stringContaining('has "clicks" as int'),
    expect.stringContaining('has no column "colour"'),
  ]);
  expect(lostColumns(first, second)).toEqual([]);
});
