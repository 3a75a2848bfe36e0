import { describe, expect, test } from "@jest/globals";
import { matchesSearch, searchOf } from "../../scripts/event-search.ts";

const purchase = JSON.stringify({
  event_name: "purchase",
  page_url: "https://shop.example/Thanks",
  value: 12.5,
  is_bot: false,
  properties: { note: "say purchase:now" },
  product_id: 'a "quoted" b',
});

describe("a search", () => {
  test.each([
    { description: "nothing finds everything", search: "", found: true },
    { description: "a word in any case", search: "THANKS", found: true },
    { description: "a word that is not there", search: "basket", found: false },
    { description: "every word has to be there", search: "thanks basket", found: false },
    { description: "the value of an attribute", search: "event_name:purchase", found: true },
    { description: "of another attribute", search: "page_title:purchase", found: false },
    { description: "a part of a value", search: "event_name:purch", found: false },
    { description: "a number", search: "value:12.5", found: true },
    { description: "a flag", search: "is_bot:false", found: true },
    { description: "an attribute within a map", search: "properties.note:say", found: false },
    { description: "an address, which has a colon too", search: "https://shop.example", found: true },
    { description: "an attribute and a word", search: "event_name:purchase thanks", found: true },
  ])("$description", ({ search, found }) => {
    expect(matchesSearch(searchOf(search), purchase)).toBe(found);
  });

  test("looks for a whole value that JSON writes otherwise than people do", () => {
    const event = JSON.stringify({ product_id: 'x"y' });
    expect(matchesSearch(searchOf('product_id:x"y'), event)).toBe(true);
  });

  test("finds no attribute in bytes that are no JSON, but their words", () => {
    expect(matchesSearch(searchOf("garbage"), "some garbage")).toBe(true);
    expect(matchesSearch(searchOf("event_name:garbage"), "event_name garbage")).toBe(false);
  });
});
