import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { partitionKey, partitionOf, type Sourced, sourceOf } from "../../shared/archive-partition.ts";
import { anyText } from "../builders/any-text.ts";

const event = (override: Partial<Sourced> = {}): Sourced => ({ app_id: "shop", ...override });

describe("sourceOf", () => {
  test.each([
    { what: "metadata.source", event: event({ metadata: { source: "web" } }), source: "web" },
    { what: "app_id without metadata", event: event(), source: "shop" },
    { what: "app_id with null metadata", event: event({ metadata: null }), source: "shop" },
    { what: "app_id with an empty source", event: event({ metadata: { source: "" } }), source: "shop" },
    { what: "app_id with a source of null", event: event({ metadata: { source: null } }), source: "shop" },
    {
      what: "app_id with a source that is no text",
      event: event({ metadata: { source: 7 } }),
      source: "shop",
    },
    { what: "a name to the letter", event: event({ app_id: "a/b=c \u00fc" }), source: "a/b=c \u00fc" },
    { what: "a long name whole", event: event({ app_id: "a".repeat(500) }), source: "a".repeat(500) },
  ])("takes $what", ({ event, source }) => {
    expect(sourceOf(event)).toBe(source);
  });
});

describe("partitionOf", () => {
  const event_time = "2026-03-01T23:59:59.999Z";
  const folders = new Set(["web", "shop"]);

  test.each([
    { source: "web", folder: "web" },
    { source: "Web", folder: "other" },
    { source: "blog", folder: "other" },
    { source: "other", folder: "other" },
    { source: "web/dt=1999-01-01", folder: "other" },
  ])("files $source under $folder", ({ source, folder }) => {
    expect(partitionOf({ source, event_time }, folders)).toEqual({
      dt: "2026-03-01",
      hour: "23",
      source: folder,
    });
  });

  test("any texts give no more folders than are wanted, and one", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyText(), fc.constantFrom("web", "shop"))), (sources) => {
        const found = new Set(sources.map((source) => partitionOf({ source, event_time }, folders).source));
        for (const folder of found) expect(["web", "shop", "other"]).toContain(folder);
      }),
    );
  });
});

test("partitionKey is the tail of the object key: the table's partitions, then the folder", () => {
  expect(partitionKey({ source: "shop", dt: "2026-03-01", hour: "23" })).toBe(
    "dt=2026-03-01/hour=23/source=shop",
  );
});
