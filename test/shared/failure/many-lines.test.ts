import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import type { Failure } from "../../../shared/failure/failed-event.ts";
import { boundedFailures, MAX_LINE_FAILURES } from "../../../shared/failure/many-lines.ts";
import type { Replayed } from "../../../shared/failure/replayed.ts";
import { RECORD_BYTES } from "../../../shared/limits.ts";
import { unpackRecord } from "../../../shared/pack/decode.ts";
import { aggregate } from "../../../shared/pack/kpl.ts";
import { failureAt } from "./builders.ts";

const MANY = MAX_LINE_FAILURES + 1;
const GOOD = Array.from({ length: 10 }, (_, line) => `{"good":${line}}`);
const bad = (count: number) => Array.from({ length: count }, (_, line) => `bad ${line}`);

const entriesOf = (data: Uint8Array): string[] => {
  const unpacked = unpackRecord(data);
  if (!unpacked.ok) throw new Error(unpacked.message);
  return unpacked.entries.map((entry) => Buffer.from(entry).toString());
};

/** What becomes of a record of which the lines that begin with "bad" fail. */
function fail(
  record: Uint8Array,
  override: (line: string) => Partial<Failure> = () => ({}),
  replayed?: Replayed,
): Failure[] {
  const lines = entriesOf(record);
  const failures = lines.flatMap((line, at) =>
    line.startsWith("bad") ? [failureAt(at, { payload: Buffer.from(line), ...override(line) })] : [],
  );
  return boundedFailures(failures, record, lines.length, replayed);
}

const forms: { form: string; of(lines: string[]): Uint8Array }[] = [
  { form: "lines", of: (lines) => Buffer.from(lines.join("\n")) },
  { form: "compressed lines", of: (lines) => gzipSync(lines.join("\n")) },
  {
    form: "an aggregate",
    of: (lines) => aggregate(lines.map((line) => ({ partitionKey: "k", data: Buffer.from(line) }))),
  },
];

describe.each(forms)("failed lines of a record of $form", ({ of }) => {
  test("are failed events of their own as long as they are few", () => {
    const failures = fail(of([...GOOD, ...bad(MAX_LINE_FAILURES)]));
    expect(failures).toHaveLength(MAX_LINE_FAILURES);
    expect(failures.every(({ lines }) => lines === undefined)).toBe(true);
  });

  test("are one with the record's bytes where all of many fail", () => {
    const record = of(bad(MANY));
    const [one, ...others] = fail(record);
    expect(others).toEqual([]);
    expect(one).toMatchObject({
      stage: "validate",
      reason: "schema_violation",
      lines: MANY,
      payload: record,
    });
    expect(one!.errors[0]!.actual).toBe(`${MANY} of ${MANY} lines`);
  });

  test("are the failure that was replayed, wherever the first of them stands", () => {
    const replayed = {
      replay_of: `${"a".repeat(32)}-decode`,
      replay_count: 2,
      first_failed_at: "2026-03-04T10:00:00.000Z",
    };
    expect(fail(of([...GOOD, ...bad(MANY)]), undefined, replayed)).toMatchObject([replayed]);
  });

  test("are one without the lines that went on, which a replay would send again", () => {
    const [one] = fail(of([...GOOD, ...bad(MANY)]));
    expect(entriesOf(one!.payload)).toEqual(bad(MANY));
    expect(one!.lines).toBe(MANY);
  });
});

describe("one failed event for many lines", () => {
  const [{ of }] = forms as [(typeof forms)[0]];

  test("has the reason of most of them and an example of each", () => {
    const [one] = fail(of(["bad id", ...bad(MANY)]), (line) =>
      line === "bad id" ? { event_id: "e-1" } : { stage: "decode", reason: "not_json", errors: [] },
    );
    expect(one).toMatchObject({ stage: "decode", reason: "not_json", lines: MANY + 1 });
    expect(one!.errors.map(({ message }) => message)).toContain("event_id is required");
    expect(one).not.toHaveProperty("event_id");
  });

  test("stands where the first of them stood", () => {
    const [one] = fail(of([...GOOD, ...bad(MANY)]));
    expect(one!.source.subsequence_number).toBe(GOOD.length);
  });

  test("is filed for few lines, too, that inflate to several records", () => {
    const large = `bad ${"x".repeat(2 * RECORD_BYTES)}`;
    const record = gzipSync([GOOD[0], large, large].join("\n"));
    const [one, ...others] = fail(record);
    expect(others).toEqual([]);
    expect(one!.payload.byteLength).toBeLessThan(RECORD_BYTES);
    expect(entriesOf(one!.payload)).toEqual([large, large]);
  });
});
