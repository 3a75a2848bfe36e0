import { describe, expect, test } from "@jest/globals";
import { Endings } from "../../../scripts/send/endings.ts";
import { failedEventsOf, mappingHint, sendSummary, verdict } from "../../../scripts/send/summary.ts";

const error = (path: string, message: string) => [{ path, expected: "", actual: "", message }];

function sent() {
  const endings = new Endings();
  endings.add({ stage: "produce", reason: "not_json", errors: error("", "no JSON") }, "a.csv:3");
  for (const line of [5, 6, 9])
    endings.add(
      { stage: "validate", reason: "schema_violation", errors: error("/price", "must be a number") },
      `a.csv:${line}`,
    );
  endings.add(
    { stage: "validate", reason: "schema_violation", errors: error("", "an event needs a user") },
    "a.csv:8",
  );
  return { read: 10, sent: 9, failed: 1, endings };
}

describe("summary", () => {
  test("says why events fail, how many, and where the first one stands", () => {
    expect(sendSummary("x/a.csv", sent())).toBe(
      [
        "x/a.csv: 10 events read, 9 sent, 1 failed, 4 of those sent will fail",
        "  will fail: validate/schema_violation 4 (first: a.csv:5 price must be a number; a.csv:8 an event needs a user)",
        "  failed: produce/not_json 1 (first: a.csv:3 no JSON)",
        "",
      ].join("\n"),
    );
  });

  test("says what does not fit of events that are kept, and counts none of them as failed", () => {
    const endings = new Endings();
    for (const line of [2, 3]) endings.keep({ path: "/price", message: "must be a number" }, `a.csv:${line}`);
    endings.keep({ path: "/timezone", message: "must be the name of a time zone" }, "a.csv:2");
    const counts = { read: 3, sent: 3, failed: 0, endings };
    expect(sendSummary("a.csv", counts)).toBe(
      [
        "a.csv: 3 events read, 3 sent, 0 failed",
        "  does not fit, and costs no event: price 2 (first: a.csv:2 price must be a number)",
        "  does not fit, and costs no event: timezone 1 (first: a.csv:2 timezone must be the name of a time zone)",
        "",
      ].join("\n"),
    );
    expect(failedEventsOf(counts)).toBe(0);
  });

  test("says which ids come twice, with the first of them", () => {
    const endings = new Endings();
    endings.repeat("a.csv:3", "a.csv:2");
    endings.repeat("a.csv:5", "a.csv:2");
    expect(sendSummary("a.csv", { read: 4, sent: 4, failed: 0, endings })).toBe(
      [
        "a.csv: 4 events read, 4 sent, 0 failed",
        "  with the event_id of another event: 2 (first: a.csv:3, as a.csv:2); of one id one event counts",
        "",
      ].join("\n"),
    );
  });

  test("is one line where nothing failed", () => {
    const all = { read: 2, sent: 2, failed: 0, endings: new Endings() };
    expect(sendSummary("a.csv", all)).toBe("a.csv: 2 events read, 2 sent, 0 failed\n");
    expect(failedEventsOf(all)).toBe(0);
  });

  test("counts each failing event once", () => {
    expect(failedEventsOf(sent())).toBe(5);
  });
});

describe("a file of which no event is valid as it stands", () => {
  const none = () => {
    const endings = new Endings();
    const cause = { stage: "validate", reason: "schema_violation" } as const;
    for (const line of [1, 2])
      endings.add({ ...cause, errors: error("/event_name", "is required") }, `a:${line}`);
    return { read: 2, sent: 2, failed: 0, endings };
  };

  test("is one whose mapping can be asked for", () => {
    expect(mappingHint("x/a.csv", none(), undefined)).toContain("npm run mapping -- suggest x/a.csv ");
  });

  test("is one of which the named mapping can say what it looked for", () => {
    const hint = mappingHint("x/a.csv", none(), "till.json");
    expect(hint).toContain("npm run mapping -- check till.json x/a.csv ");
    expect(hint).toContain("npm run mapping -- suggest x/a.csv ");
  });

  test.each([
    ["of which some are valid", sent()],
    ["without events", { read: 0, sent: 0, failed: 0, endings: new Endings() }],
  ])("%s is not", (_what, counts) => {
    expect(mappingHint("a", counts, undefined)).toBe("");
    expect(mappingHint("a", counts, "camel")).toBe("");
  });
});

test("of very many mistakes a few are told", () => {
  const endings = new Endings();
  for (const letter of "abcdefgh")
    endings.add({ stage: "decode", reason: "not_json", errors: error("", `at ${letter}1`) }, `a:${letter}`);
  expect(endings.all).toEqual([
    { stage: "decode", reason: "not_json", count: 8, examples: ["a:a at a1", "a:b at b1", "a:c at c1"] },
  ]);
});

test.each([
  { failures: 1, allowed: false, says: /^1 event fails: .*--allow-failures/ },
  { failures: 4, allowed: true, says: /^4 events fail: (?!.*--allow-failures)/ },
])("the verdict on $failures, allowed $allowed", ({ failures, allowed, says }) => {
  expect(verdict(failures, allowed)).toMatch(says);
});
