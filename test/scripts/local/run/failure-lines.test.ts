import { describe, expect, test } from "@jest/globals";
import { failureLines, fileIsWhole } from "../../../../scripts/local/run/failure-lines.ts";
import { Failures } from "../../../../scripts/local/run/failures.ts";
import { KeyTable } from "../../../../scripts/local/run/key-table.ts";
import { Endings } from "../../../../scripts/send/endings.ts";

const row = (id: string, override = {}) => ({
  failure_id: id,
  stage: "predict",
  reason: "model_rejected",
  event_id: `e-${id}`,
  payload_sha256: id,
  errors: [{ path: "/features", message: "the model refused it" }],
  ...override,
});

function noFailures(): Failures {
  const table = () =>
    new KeyTable({
      places: 256,
      generations: 1,
      file: "/nowhere/to/be/written",
      onFault(error) {
        throw error;
      },
    });
  return new Failures(table(), table());
}

function known({ incomplete }: { incomplete?: string } = {}) {
  const endings = new Endings();
  const errors = [{ path: "/price", expected: "", actual: "", message: "must be a number" }];
  endings.add({ stage: "validate", reason: "schema_violation", errors }, "a.csv:7");
  const failures = noFailures();
  for (const id of ["1", "2"]) failures.add(row(id));
  failures.add(
    row("3", { stage: "validate", reason: "schema_violation", errors: [{ path: "/x", message: "behind" }] }),
  );
  return { counts: failures.counts, known: { source: { endings, incomplete }, ledger: { failures } } };
}

describe("failureLines", () => {
  test("name the place in the file where its reader saw it, else the first event", () => {
    const { counts, known: from } = known();
    expect(failureLines(counts, from)).toBe(
      "failed: predict/model_rejected 2 (first: event e-1 features the model refused it)\n" +
        "failed: validate/schema_violation 1 (first: a.csv:7 price must be a number)\n",
    );
  });

  test("are one line each, whatever an event calls itself", () => {
    const failures = noFailures();
    failures.add(row("1", { event_id: "e\nfailed: nothing 0\u001b[8m" }));
    const lines = failureLines(failures.counts, { source: {}, ledger: { failures } });
    expect(lines.split("\n")).toHaveLength(2);
    expect(lines).toContain("(first: event e failed: nothing 0�[8m features");
  });

  test("name the place of what another program sent from a file", () => {
    const failures = noFailures();
    const source = {
      stream: "file:b.csv",
      shard_id: "",
      sequence_number: "3.2",
      subsequence_number: 0,
      arrival_time: "",
    };
    failures.add(
      row("1", { stage: "produce", reason: "not_json", source, errors: [{ path: "", message: "no JSON" }] }),
    );
    expect(failureLines(failures.counts, { source: {}, ledger: { failures } })).toBe(
      "failed: produce/not_json 1 (first: b.csv:3 (value 2) no JSON)\n",
    );
  });

  test("say why a file was not read to its end", () => {
    const { known: from } = known({ incomplete: "a.gz is damaged." });
    expect(failureLines({}, from)).toBe("a.gz is damaged.\n");
  });
});

describe("fileIsWhole", () => {
  const failed = { produce: { not_json: 1 } };
  const file = { file: "a.csv" };

  test.each([
    { description: "a file without a failure", source: file, failed: {}, whole: true },
    { description: "a file with one", source: file, failed, whole: false },
    {
      description: "a file with one, which is allowed",
      source: file,
      failed,
      allowFailures: true,
      whole: true,
    },
    {
      description: "a file that is damaged",
      source: file,
      failed: {},
      incomplete: "damaged",
      allowFailures: true,
      whole: false,
    },
    { description: "a shop's malformed events", source: "stream" as const, failed, whole: true },
  ])("$description: $whole", ({ source, failed, allowFailures = false, incomplete, whole }) => {
    const { known: from } = known(incomplete === undefined ? {} : { incomplete });
    expect(fileIsWhole({ source, allowFailures }, { events: { failed } as never }, from)).toBe(whole);
  });
});
