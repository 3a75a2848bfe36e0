import { describe, expect, test } from "@jest/globals";
import { aggregate } from "../../../shared/pack/kpl.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { enrich } from "./enriching.ts";

const pack = (...events: object[]) => Buffer.from(events.map((event) => JSON.stringify(event)).join("\n"));
const at = (index: number, override: object = {}) =>
  rawEvent({ event_id: `e${index}`, user_id: "u1", ...override });

const indexes = (lines: readonly string[]) =>
  lines
    .map((line) => JSON.parse(line))
    .map(({ event_id, session_event_index }) => `${event_id} ${session_event_index}`)
    .sort();

describe("a batch of records", () => {
  test("is folded in its order, not in parallel: a user's events count up over records and packs", async () => {
    const { lines } = await enrich(pack(at(1), at(2)), pack(at(3)), pack(at(4), at(5)));
    expect(indexes(lines)).toEqual(["e1 1", "e2 2", "e3 3", "e4 4", "e5 5"]);
  });

  test("with one event twice, under two sequence numbers, counts it once and gives the same values", async () => {
    const { lines } = await enrich(pack(at(1), at(2)), pack(at(1)), pack(at(3)));
    expect(indexes(lines)).toEqual(["e1 1", "e1 1", "e2 2", "e3 3"]);
  });

  test("keeps the bytes of an aggregate, and text in any script: nothing decodes it as ASCII, or as UTF-8 too early", async () => {
    const event = at(1, {
      page_title: "Žluťoučký kůň 🐎 日本語",
      properties: { note: "ÿ\u0080\ud83d\udc0e" },
    });
    const record = aggregate([{ partitionKey: "1", data: Buffer.from(JSON.stringify(event)) }]);
    const { lines, failures } = await enrich(record);
    expect(failures).toEqual([]);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      page_title: event.page_title,
      properties: event.properties,
    });
  });
});
