import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { wellKnownNames } from "../../../shared/event/event-names.ts";
import {
  eventsNamed,
  lookUpIn,
  prometheusName,
  writtenMetrics,
} from "../../../shared/observability/written.ts";

/** Names that the code of a folder adds to the line of an invocation. */
const addedIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(path.join(folder, file), "utf8"))
    .flatMap((source) => [...source.matchAll(/(?:addMetric|count)\(\s*"(\w+)"/g)].map(([, name]) => name!));

/** Put together from words, and so not found by looking for a text. */
const composed = [...wellKnownNames.map(eventsNamed), "AttributesCut", "AttributesInvalid"];

describe("the list of metrics", () => {
  test("has all that functions write, and nothing else", () => {
    const written = [...addedIn("functions"), ...addedIn("shared"), ...composed];
    expect(Object.keys(writtenMetrics).sort()).toEqual([...new Set(written)].sort());
  });

  test.each(readdirSync("functions"))("knows that %s writes what it writes", (name) => {
    const unknown = addedIn(`functions/${name}`).filter(
      (each) => !writtenMetrics[each]!.by.some((by) => by === name),
    );
    expect(unknown).toEqual([]);
  });
});

test.each([
  { name: "EventsIn", expected: "clickstream_events_in_total" },
  { name: "ScoringLatency", expected: "clickstream_scoring_latency_seconds" },
  { name: "ScoringBatchSize", expected: "clickstream_scoring_batch_size" },
  { name: "CursorAge", expected: "clickstream_cursor_age_seconds" },
  { name: "DocumentsUnreachable", expected: "clickstream_documents_unreachable" },
])("$name is $expected to Prometheus", ({ name, expected }) => {
  expect(prometheusName(name, writtenMetrics[name]!)).toBe(expected);
});

test.each([
  { name: "LookUpGeoOk", expected: { step: "geo", status: "ok" } },
  { name: "LookUpSessionIndexStale", expected: { step: "session_index", status: "stale" } },
  { name: "LookUpGeo", expected: undefined },
  { name: "EventsIn", expected: undefined },
])("$name as a look-up is $expected", ({ name, expected }) => expect(lookUpIn(name)).toEqual(expected));
