import { describe, expect, test } from "@jest/globals";
import { enrichedFields } from "../../../shared/event/enriched.ts";
import { code, rows, text } from "../../../shared/event/fields.ts";
import { indexFields } from "../../../shared/search/field-types.ts";
import {
  INDEX_TEMPLATE_VERSION,
  indexOf,
  indexTemplate,
  isOutdated,
} from "../../../shared/search/index-template.ts";
import { retentionPolicy } from "../../../shared/search/retention-policy.ts";
import kept from "../../../shared/search/template-version.json" with { type: "json" };
import { presentMapping } from "../../keep/template.ts";

const shape = { alias: "shop-events", shards: 2, replicas: 1 };
const ours = indexTemplate(shape, enrichedFields);

describe("the fields of an index", () => {
  test.each([
    ["an id", "event_id", { type: "keyword" }],
    ["an instant", "event_time", { type: "date", format: "strict_date_optional_time" }],
    [
      "prose, by its words, too",
      "page_title",
      { type: "keyword", fields: { words: { type: "text", norms: false } } },
    ],
    ["a name to group by", "browser", { type: "keyword" }],
    ["a text without an end", "source", { type: "keyword", ignore_above: 10_922 }],
    ["money", "price", { type: "double" }],
    ["a whole number", "quantity", { type: "integer" }],
    ["a large one", "zip_population", { type: "long" }],
    ["a flag", "is_bot", { type: "boolean" }],
    ["a map", "properties", { type: "flat_object" }],
  ])("are of %s: %s", (_what, name, expected) => {
    expect(ours.template.mappings.properties[name]).toEqual(expected);
  });

  test("are all of the schema's, in its order", () => {
    expect(Object.keys(ours.template.mappings.properties)).toEqual(Object.keys(enrichedFields));
  });

  test("of rows are those of their columns", () => {
    const list = rows("Products", { product_id: code("Product", 128), name: text("Name", 512) }, 10);
    expect(indexFields({ items: list }).items).toEqual({
      type: "object",
      dynamic: false,
      properties: {
        product_id: { type: "keyword" },
        name: { type: "keyword", fields: { words: { type: "text", norms: false } } },
      },
    });
  });

  test("are few enough for an index, which takes a thousand", () => {
    expect(JSON.stringify(ours.template.mappings).match(/"type":/g)!.length).toBeLessThan(500);
  });
});

describe("the template", () => {
  test("has another number whenever its mapping changes: npm run keep raises it", () => {
    expect(presentMapping()).toBe(kept.mapping);
  });

  test("is for the daily indices and their alias", () => {
    expect(ours).toMatchObject({
      index_patterns: ["shop-events-*"],
      version: INDEX_TEMPLATE_VERSION,
      template: {
        aliases: { "shop-events": {} },
        settings: { index: { number_of_shards: 2, number_of_replicas: 1 } },
        mappings: { dynamic: false },
      },
    });
    expect(indexOf("shop-events", "2026-03-04")).toBe("shop-events-2026-03-04");
  });

  test.each([
    ["nothing is there", undefined, true],
    ["an older one is", { ...ours, version: INDEX_TEMPLATE_VERSION - 1 }, true],
    ["the same is", ours, false],
    ["one with other steps or settings is", indexTemplate({ ...shape, shards: 3 }, enrichedFields), true],
    ["a newer one is, as after a roll-back", { ...ours, version: INDEX_TEMPLATE_VERSION + 1 }, false],
  ])("is put where %s: %#", (_what, found, expected) => {
    expect(isOutdated(found, ours)).toBe(expected);
  });

  test("comes with a policy that deletes indices in time", () => {
    expect(JSON.stringify(retentionPolicy("shop-events", 30))).toContain('"min_index_age":"30d"');
    expect(retentionPolicy("shop-events", 30).policy.ism_template[0]!.index_patterns).toEqual([
      "shop-events-*",
    ]);
  });
});
