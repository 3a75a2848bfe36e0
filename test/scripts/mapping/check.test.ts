import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { checkSample } from "../../../scripts/mapping/check-sample.ts";
import { parseOptions } from "../../../scripts/mapping/options.ts";
import { reportOf } from "../../../scripts/mapping/report.ts";
import { UsageError, UserError } from "../../../scripts/user-error.ts";
import { loadMapping } from "../../../shared/mapping/load.ts";
import type { SourceMapping } from "../../../shared/mapping/source-mapping.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "mapping-"));

function written(name: string, lines: readonly unknown[]): string {
  const file = path.join(folder, name);
  writeFileSync(
    file,
    lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""),
  );
  return file;
}

async function checked(mapping: SourceMapping, sample: string) {
  const command = { mapping, sample, format: undefined };
  const found = await checkSample(command);
  return { ...found, report: reportOf(found, command) };
}

/** The lines below a title, their columns one blank apart. */
function section(report: string, title: string): string[] {
  const [, below = ""] = report.split(`${title}\n`);
  return below
    .split("\n\n")[0]!
    .trimEnd()
    .split("\n")
    .map((line) => line.trim().replace(/ {2,}/g, " "));
}

const shop: SourceMapping = {
  name: "shop",
  fields: {
    event_name: "act",
    app_id: { constant: "shop" },
    client_created_at: ["at", "seen_at"],
    user_id: ["who.id", { path: "mail", hash: true }],
    price: { path: "cost", unless: { kind: ["gift"] } },
    quantity: "pieces",
    client_sent_at: "sent",
  },
  metadata: { source: { constant: "till" } },
  unwrap: ["more"],
};
const act = { act: "Add To Cart", at: "2026-03-14T09:30:00Z", who: { id: "u-1" } };

describe("a sample under a mapping", () => {
  const sample = written("shop.ndjson", [
    { ...act, cost: 2, more: { colour: "red", note: "a\u001b[31m\u202eb\nc" } },
    { ...act, act: "sowed seeds", cost: "2.50", sent: "2026-03-14T09:30:01Z" },
    { ...act, act: "pageView", at: undefined, seen_at: "2026-03-14T09:31:00Z" },
  ]);

  test("shows what maps, from where and how often, with an example", async () => {
    const { report, findings } = await checked(shop, sample);
    expect(report).toMatch(/^\S+ under shop: 3 events, 3 valid and 0 not\n/);
    expect(findings.failed).toBe(0);
    expect(section(report, "What maps")).toEqual([
      expect.stringMatching(/^event_id ← a hash of the content 3 [0-9a-f]{32}-0$/),
      "event_name ← act 3 Add To Cart",
      "app_id ← the constant shop 3 shop",
      "client_created_at ← at 2 2026-03-14T09:30:00Z",
      "← seen_at 1 2026-03-14T09:31:00Z",
      "client_sent_at ← sent 1 2026-03-14T09:30:01Z",
      expect.stringMatching(/^received_at ← added by the pipeline 3 \d{4}-/),
      "user_id ← who.id 3 u-1",
      "price ← cost 2 2",
      "metadata.source ← the constant till 3 till",
      "metadata.received_at_from ← added by the pipeline 1 reading",
    ]);
  });

  test("shows names, what stays in properties without what a terminal obeys, and rules that found nothing", async () => {
    const { report } = await checked(shop, sample);
    expect(section(report, "Event names")).toEqual([
      "add_to_cart ← Add To Cart 1",
      "sowed seeds 1",
      "page_view ← pageView 1",
    ]);
    expect(section(report, "What stays in properties")).toEqual([
      "event_name 2 Add To Cart",
      "colour 1 red",
      "note 1 a�[31m�b c",
      "cost 1 2.50",
    ]);
    expect(section(report, "Rules that found nothing")).toEqual(["user_id mail", "quantity pieces"]);
    expect(report).not.toMatch(/[^\P{C}\n]/u);
  });

  test("is cut where a value is long", async () => {
    const { report } = await checked(shop, written("long.ndjson", [{ ...act, note: "x".repeat(500) }]));
    expect(section(report, "What stays in properties")).toContain(`note 1 ${"x".repeat(59)}…`);
  });

  test("shows what fails, why, how often and where first", async () => {
    const { report, findings } = await checked(
      shop,
      written("bad.ndjson", [
        act,
        { ...act, cost: "free" },
        { ...act, cost: "gratis" },
        "no json",
        { ...act, who: null },
        { ...act, act: "x".repeat(200) },
      ]),
    );
    expect(findings).toMatchObject({ events: 6, failed: 3 });
    expect(section(report, "What does not fit, and moves to properties").sort()).toEqual([
      "1 × price: must be a number (text of 4 characters); the first is record 2",
      "1 × price: must be a number (text of 6 characters); the first is record 3",
    ]);
    expect(section(report, "What fails").sort()).toEqual([
      "1 × event_name: must be text of 1–128 characters (text of 200 characters); the first is record 6",
      "1 × nothing gives user_id or anonymous_id (one of who.id, mail); the first is record 5",
      "1 × the record is no JSON text (text of 7 characters); the first is record 4",
    ]);
  });

  test("of a table is shown by the names of its columns, however they are spelt", async () => {
    const rows = ["Event ID,EVENT_NAME,User ID,ts", "e-1,click,u,2026-11-28T10:00:00Z"];
    const table = written("table.csv", rows);
    const { report } = await checked(loadMapping("camel"), table);
    expect(section(report, "What maps")).toEqual(
      expect.arrayContaining(["event_id ← Event ID 1 e-1", "event_name ← EVENT_NAME 1 click"]),
    );
    expect(section(report, "Rules that found nothing")).toContain("event_id id, uuid");
  });

  test("is looked at event by event where a document holds several, with paths that say so", async () => {
    const body = { client_id: "c", events: [{ name: "view_item" }, { name: "scroll" }] };
    const { report } = await checked(loadMapping("ga4"), written("body.ndjson", [body]));
    expect(report).toContain("2 events, 2 valid");
    expect(section(report, "What maps")).toContain("event_name ← events.name 2 view_item");
  });

  test("of raw events says what came as it is", async () => {
    const event = {
      event_id: "1",
      event_name: "PURCHASE",
      app_id: "a",
      user_id: "u",
      client_created_at: 1_772_618_400_000,
      colour: "red",
      items: [{ product_id: "p-1" }],
    };
    const { report } = await checked(loadMapping("native"), written("native.ndjson", [event]));
    expect(section(report, "What maps")).toEqual(
      expect.arrayContaining(["user_id ← as it came 1 u", 'items ← as it came 1 [{"product_id":"p-1"}]']),
    );
    expect(section(report, "Event names")).toEqual(["purchase ← PURCHASE 1"]);
    expect(section(report, "What stays in properties")).toEqual(["event_name 1 PURCHASE", "colour 1 red"]);
  });

  test("that is large is looked at in part", async () => {
    const lines = Array.from({ length: 150_000 }, (_, at) => ({ ...act, at: at + 1 }));
    const { report, inPart, findings } = await checked(shop, written("large.ndjson", lines));
    expect(inPart).toBe(true);
    expect(findings.events).toBeLessThan(150_000);
    expect(report).toContain(`the first ${findings.events} events`);
    const whole = await checked(shop, written("whole.ndjson", lines.slice(0, 10_000)));
    expect(whole).toMatchObject({ inPart: false, findings: { events: 10_000 } });
  });

  test("leaves the mapping as it was for all others", async () => {
    const before = JSON.stringify(shop);
    await checked(shop, sample);
    expect(JSON.stringify(shop)).toBe(before);
  });

  test("that is not there is told", async () => {
    await expect(checked(shop, path.join(folder, "none.ndjson"))).rejects.toThrow(UserError);
  });
});

describe("the command line", () => {
  test.each([
    { args: ["--help"], command: "help" },
    { args: ["check", "-h"], command: "help" },
    { args: ["list"], command: "list" },
  ])("$args", ({ args, command }) => {
    expect(parseOptions(args)).toBe(command);
  });

  test("a check names a mapping and a sample", () => {
    expect(parseOptions(["check", "ga4", "rows.txt", "--format", "ndjson"])).toEqual({
      do: "check",
      mapping: loadMapping("ga4"),
      sample: "rows.txt",
      format: "ndjson",
    });
  });

  test.each([
    { args: [], says: "npm run mapping -- list, suggest SAMPLE, or" },
    { args: ["chek", "a", "b"], says: "npm run mapping -- list, suggest SAMPLE, or" },
    { args: ["check", "ga4"], says: "npm run mapping -- list, suggest SAMPLE, or" },
    { args: ["check", "ga4", "a", "b"], says: "npm run mapping -- list, suggest SAMPLE, or" },
    { args: ["list", "all"], says: "npm run mapping -- list, suggest SAMPLE, or" },
    { args: ["check", "ga4", "a", "--format", "xml"], says: "--format xml: expected ndjson, json, csv." },
    { args: ["--formt", "xml"], says: "Unknown option '--formt'." },
  ])("$args is told to be wrong", ({ args, says }) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(says);
  });

  test("a mapping's mistakes are told with their places", () => {
    const file = written("mapping.json", [{ name: "x", fields: { pirce: "a" } }]);
    expect(() => parseOptions(["check", file, "a"])).toThrow(
      `${file}: The mapping cannot be used:\n  fields/pirce: a raw event has no attribute "pirce"; did you mean "price"?`,
    );
    expect(() => parseOptions(["check", "segmnet", "a"])).toThrow(/^segmnet: There is no mapping/);
  });
});
