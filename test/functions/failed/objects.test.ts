import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { objectsOf } from "../../../functions/failed/objects.ts";
import { describe as describeFailure } from "../../../shared/failure/describe.ts";
import type { FailedEvent, Failure } from "../../../shared/failure/failed-event.ts";
import { failureAt } from "../../shared/failure/builders.ts";
import { SENT } from "./builders.ts";

const row = (index: number, override: Partial<Failure> = {}, now = SENT): FailedEvent =>
  describeFailure(failureAt(index, override), { component: "enrich", now });
const keysOf = (rows: readonly FailedEvent[]) => objectsOf(rows, "failed/").map(({ key }) => key);

describe("objects of failed events", () => {
  test("hold the rows of one stage, reason and day each", () => {
    const rows = [
      row(0),
      row(1),
      row(2, { stage: "decode", reason: "not_json" }),
      row(3, {}, SENT - 86_400_000),
    ];
    const objects = objectsOf(rows, "failed/");
    const day = (at: number) => new Date(at).toISOString().slice(0, 10);
    expect(objects.map(({ key }) => key.slice(0, key.lastIndexOf("/")))).toEqual([
      `failed/stage=validate/reason=schema_violation/dt=${day(SENT)}`,
      `failed/stage=decode/reason=not_json/dt=${day(SENT)}`,
      `failed/stage=validate/reason=schema_violation/dt=${day(SENT - 86_400_000)}`,
    ]);
    const lines = objects.map(({ bytes }) => gunzipSync(bytes).toString().trimEnd().split("\n"));
    expect(lines.map((texts) => texts.map((text) => JSON.parse(text)))).toEqual([
      rows.slice(0, 2),
      [rows[2]],
      [rows[3]],
    ]);
  });

  test("are the same in whatever order the rows come", () => {
    const rows = [0, 1, 2].map((index) => row(index));
    expect(keysOf([rows[2]!, rows[0]!, rows[1]!])).toEqual(keysOf(rows));
  });

  test.each([
    { description: "fewer rows", other: [row(0)] },
    { description: "another row", other: [row(0), row(2)] },
    { description: "another payload", other: [row(0), row(1, { payload: Buffer.from("patched") })] },
  ])("are others for $description", ({ other }) => {
    expect(keysOf(other)).not.toEqual(keysOf([row(0), row(1)]));
  });
});
