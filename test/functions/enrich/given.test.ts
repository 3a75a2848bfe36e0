import { describe, expect, test } from "@jest/globals";
import { memoryFacts } from "../../builders/memory-facts.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { enrichBy } from "./enriching.ts";

const SAFARI =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

/** The line of an event, which is delivered twice: the second one is written from what is remembered. */
async function lineOf(changes: Record<string, unknown>): Promise<Record<string, unknown>> {
  const bytes = Buffer.from(JSON.stringify({ ...rawEvent(), ...changes }));
  const facts = memoryFacts();
  const { lines, failures } = await enrichBy({ facts }, bytes);
  expect(failures).toEqual([]);
  const again = await enrichBy({ facts, now: Date.parse("2026-03-05T10:00:00Z") }, bytes);
  expect(again.lines).toEqual(lines);
  // A field that stood in it twice would be there once.
  expect(JSON.stringify(JSON.parse(lines[0]!))).toBe(lines[0]!);
  return JSON.parse(lines[0]!);
}

describe("what a source gives", () => {
  test("goes before what its agent says, field by field", async () => {
    const line = await lineOf({ user_agent: SAFARI, os: "iPadOS", device_category: "Tablet" });
    expect(line).toMatchObject({ os: "iPadOS", device_category: "tablet", browser: "Safari", is_bot: false });
    expect(line.enrichment_status).toMatchObject({ os: "given", device_category: "given" });
    expect(line.enrichment_status).not.toHaveProperty("browser");
  });

  test("is a campaign as a whole: none of the page's is mixed in", async () => {
    const line = await lineOf({
      page_url: "https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=spring",
      utm_source: "newsletter",
    });
    expect(line).toMatchObject({ utm_source: "newsletter", page_host: "shop.example" });
    expect(line).not.toHaveProperty("utm_medium");
    expect(line).not.toHaveProperty("utm_campaign");
    expect(line.enrichment_status).toMatchObject({ campaign: "given" });
  });

  test("is a place, and its time zone that of the local hour; nothing is looked up", async () => {
    const line = await lineOf({
      client_created_at: "2026-03-04T10:00:00.000Z",
      timezone: undefined,
      ip: "203.0.113.7",
      geo_country: "Japan",
      geo_timezone: "Asia/Tokyo",
    });
    expect(line).toMatchObject({ geo_country: "JP", hour_of_day: 19 });
    expect(line).not.toHaveProperty("geo_city");
    expect(line.enrichment_status).toMatchObject({ geo: "given" });
  });

  test("that does not fit is marked, and found out instead", async () => {
    const line = await lineOf({ user_agent: SAFARI, device_category: "fridge" });
    expect(line).toMatchObject({ device_category: "mobile", properties: { device_category: "fridge" } });
    expect(line.enrichment_status).toMatchObject({ device_category: "invalid" });
  });

  test("stays without an agent, a page or a referrer to guess from", async () => {
    const line = await lineOf({
      user_agent: undefined,
      page_url: undefined,
      page_referrer: undefined,
      browser: "Chrome",
      utm_source: "partner",
      referrer_medium: "social",
    });
    expect(line).toMatchObject({ browser: "Chrome", utm_source: "partner", referrer_medium: "social" });
    expect(line.enrichment_status).toMatchObject({ browser: "given", campaign: "given", referrer: "given" });
  });
});
