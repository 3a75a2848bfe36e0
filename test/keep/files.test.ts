import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { glueColumns } from "../../shared/columns/glue.ts";
import { COLUMNS, keepColumns, keepPresent, keepState, keepTemplate, LAYOUTS, TEMPLATE } from "./files.ts";
import { presentState } from "./state.ts";

const STATES = "test/fixtures/session-state";
const events = readFileSync(`${STATES}/events.ndjson`, "utf8").trim().split("\n");

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "keep-"));
  for (const part of [COLUMNS, LAYOUTS, TEMPLATE, STATES]) {
    mkdirSync(dirname(join(root, part)), { recursive: true });
    cpSync(part, join(root, part), { recursive: true });
  }
});
afterEach(() => rmSync(root, { recursive: true }));

const read = (file: string) => JSON.parse(readFileSync(join(root, file), "utf8"));

test("what tables and states hold is all kept: after a change, npm run keep adds it", async () => {
  expect(await keepPresent(root)).toEqual([]);
});

describe("a column", () => {
  const columns = glueColumns();
  const keepNow = (now: typeof columns) => keepColumns(join(root, COLUMNS), now);

  test.each([
    {
      description: "that is new is added in its place",
      now: columns.toSpliced(2, 0, { name: "added", type: "string", comment: "New" }),
      says: "added string",
    },
    {
      description: "that is described in other words has them",
      now: columns.with(0, { ...columns[0]!, comment: "Other words" }),
      says: `${columns[0]!.name} ${columns[0]!.type}`,
    },
  ])("$description", ({ now, says }) => {
    expect(keepNow(now)).toEqual([`${join(root, COLUMNS)}: ${says}`]);
    expect(read(COLUMNS)).toEqual(now);
  });

  test.each([
    { description: "that is gone", now: columns.slice(1), says: /a column is never removed/ },
    {
      description: "of another type",
      now: columns.with(0, { ...columns[0]!, type: "int" }),
      says: /may only become wider/,
    },
  ])("$description is refused, and nothing is written", ({ now, says }) => {
    expect(() => keepNow(now)).toThrow(says);
    expect(read(COLUMNS)).toEqual(columns);
  });
});

test("another mapping of the copy to explore has the next number, and the same one the same", () => {
  const { version } = read(TEMPLATE);
  const file = join(root, TEMPLATE);
  expect(keepTemplate(file, "another")).toEqual([`${file}: version ${version + 1}`]);
  expect(read(TEMPLATE)).toEqual({ version: version + 1, mapping: "another" });
  expect(keepTemplate(file, "another")).toEqual([]);
});

describe("a layout", () => {
  const layout = { figures: ["session_added"], plain: ["event_time instant"], lookUps: [] };

  test("that is new is added with a state, and the others stay", async () => {
    const before = read(LAYOUTS);
    const state = { ...(await presentState(events)), layout, file: "format-4-new" };
    expect(keepState(root, state)).toHaveLength(2);
    expect(Object.values(read(LAYOUTS))).toEqual([...Object.values(before), layout]);
    expect(readFileSync(join(root, STATES, "format-4-new.txt"), "utf8")).toBe(state.text);
    expect(read(`${STATES}/format-4-new.json`)).toEqual(state.says);
  });

  test("whose state is missing gets one", async () => {
    const state = await presentState(events);
    rmSync(join(root, STATES, `${state.file}.txt`), { force: true });
    expect(keepState(root, state)).toHaveLength(2);
    expect(keepState(root, state)).toEqual([]);
  });

  test("that is kept keeps the state that an earlier version wrote", async () => {
    const state = await presentState(events);
    writeFileSync(join(root, STATES, `${state.file}.txt`), "as it was");
    expect(keepState(root, state)).toEqual([]);
    expect(readFileSync(join(root, STATES, `${state.file}.txt`), "utf8")).toBe("as it was");
  });
});

describe("the state that is kept", () => {
  test("holds each figure, each plain field and each look-up of the core", async () => {
    const { says, layout } = await presentState(events);
    const { state, events: kept } = says as {
      state: { sessions: { figures: object }[] };
      events: { line: Record<string, unknown> }[];
    };
    const fields = new Set(kept.flatMap(({ line }) => Object.keys(line)));
    expect([...new Set(state.sessions.flatMap(({ figures }) => Object.keys(figures)))].toSorted()).toEqual(
      layout.figures.toSorted(),
    );
    const inLines = layout.plain.map((name) => name.split(" ")[0]!).filter((name) => name !== "money");
    expect([...fields]).toEqual(expect.arrayContaining(inLines));
    expect([...fields]).toEqual(expect.arrayContaining(["geo_city", "zip_state", "session_utm_source"]));
  });

  test("is of one device", async () => {
    const another = events[0]!.replace('"device"', '"another"');
    await expect(presentState([...events, another])).rejects.toThrow(/one device/);
  });
});
