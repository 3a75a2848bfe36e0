import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { EnrichedEvent } from "../../../shared/event/enriched.ts";
import { featureNames } from "../../../shared/features/features.ts";
import { latestPerPerson, predictionItem, whyNotStored } from "../../../shared/scoring/items.ts";
import type { Prediction, Scored } from "../../../shared/scoring/ports.ts";
import { enrichedEvent } from "../../builders/enriched-event.ts";
import { features } from "../../builders/features.ts";
import { itemIn } from "../../builders/written-item.ts";
import { anyEnrichedEvent } from "../features/any-enriched-event.ts";
import { scoredOf } from "./scored.ts";

const at = Date.parse("2026-03-04T10:00:05.000Z");

function scored(override: Partial<EnrichedEvent> = {}, prediction: Prediction = 0.25): Scored {
  return scoredOf(enrichedEvent({ session_id: "s-1", ...override }), { prediction, scoredAt: at });
}

const itemOf = (...of: Parameters<typeof predictionItem>) => itemIn(predictionItem(...of));

describe("predictionItem", () => {
  test("has the attributes of the table, marshalled", () => {
    expect(itemOf(scored(), at, 30)).toEqual({
      pk: { S: "person#u-1" },
      sk: { S: "2026-03-04T10:00:00.000Z#e-1" },
      device: { S: "u-1" },
      event_id: { S: "e-1" },
      event_time: { S: "2026-03-04T10:00:00.000Z" },
      session_id: { S: "s-1" },
      prediction: { N: "0.25" },
      model_version: { S: "m-1" },
      features: { M: { event_page_view: { N: "1" }, is_known_person: { N: "1" }, is_signed_in: { N: "1" } } },
      feature_version: { S: "3" },
      predicted_at: { S: "2026-03-04T10:00:05.000Z" },
      expires_at: { N: String(at / 1000 + 30 * 86_400) },
    });
  });

  test.each<{ description: string; prediction: Prediction; expected: object }>([
    { description: "an object", prediction: { buy: 0.1 }, expected: { S: '{"buy":0.1}' } },
    { description: "a list", prediction: [0.1, 0.9], expected: { S: "[0.1,0.9]" } },
    { description: "a whole number", prediction: 3, expected: { N: "3" } },
    { description: "a small number", prediction: 1e-9, expected: { N: "1e-9" } },
    { description: "zero", prediction: 0, expected: { N: "0" } },
    { description: "the smallest number of the table", prediction: -1e-130, expected: { N: "-1e-130" } },
    { description: "a number too small for the table", prediction: 1e-200, expected: { S: "1e-200" } },
    { description: "the largest numbers of the table", prediction: 9.9e125, expected: { N: "9.9e+125" } },
  ])("stores $description", ({ prediction, expected }) => {
    expect(itemOf(scored({}, prediction), at, 1).prediction).toEqual(expected);
  });

  test("is keyed by the device when there is no user, and leaves an unknown session out", () => {
    const item = itemOf(scored({ user_id: undefined, anonymous_id: "a-1", session_id: undefined }), at, 1);
    expect(item.pk).toEqual({ S: "person#a-1" });
    expect(item).not.toHaveProperty("session_id");
  });

  test("scoring an event again writes the same key", () => {
    const [first, second] = [
      predictionItem(scored({}, 0.1), at, 1),
      predictionItem(scored({}, 0.9), at + 99, 1),
    ];
    expect(first.key).toEqual(second.key);
    const { pk, sk } = itemIn(first);
    expect([pk!.S, sk!.S]).toEqual(first.key);
  });

  test("keeps every feature, zeros by leaving them out", () => {
    fc.assert(
      fc.property(anyEnrichedEvent, (event) => {
        const stored = itemOf(scoredOf(event), at, 1).features!.M!;
        const all = featureNames.map((name) => [name, Number(stored[name]?.N ?? 0)]);
        expect(Object.fromEntries(all)).toStrictEqual(features(event));
      }),
    );
  });
});

/** A number within so many lists and objects, in turn. */
const nested = (levels: number): Prediction =>
  levels === 0 ? 0.5 : levels % 2 === 0 ? [nested(levels - 1)] : { inner: nested(levels - 1) };

describe("whyNotStored", () => {
  test.each<{ description: string; prediction: Prediction }>([
    { description: "a number", prediction: -0.25 },
    { description: "a number too small for the table", prediction: 1e-200 },
    { description: "the largest numbers of the table", prediction: 9.9e125 },
    { description: "as many levels as the table can hold", prediction: nested(32) },
    { description: "many members", prediction: Array.from({ length: 10_000 }, () => ({ p: 1 })) },
  ])("$description is stored", ({ prediction }) => {
    expect(whyNotStored(prediction)).toBeUndefined();
  });

  let bottomless: Prediction = [];
  for (let level = 0; level < 100_000; level += 1) bottomless = [bottomless];
  test.each<{ description: string; prediction: Prediction; why: RegExp }>([
    { description: "a number beyond the table", prediction: 1e126, why: /1e\+126 is no number/ },
    { description: "such a number below zero", prediction: -1e300, why: /-1e\+300 is no number/ },
    { description: "one level too many", prediction: [1, nested(32)], why: /more than 32 levels/ },
    { description: "more levels than could be written", prediction: bottomless, why: /more than 32 levels/ },
  ])("$description is not", ({ prediction, why }) => {
    expect(whyNotStored(prediction)).toMatch(why);
  });
});

describe("latestPerPerson", () => {
  test("keeps of each user the event of the latest time, whatever the order of arrival", () => {
    const batch = [
      scored({ user_id: "a", event_id: "2", event_time: "2026-03-04T10:00:02.000Z" }),
      scored({ user_id: "b", event_id: "1" }),
      scored({ user_id: "a", event_id: "3", event_time: "2026-03-04T10:00:03.000Z" }),
      scored({ user_id: "a", event_id: "1", event_time: "2026-03-04T10:00:01.000Z" }),
    ];
    expect(latestPerPerson(batch).map(({ event }) => `${event.user_id}${event.event_id}`)).toEqual([
      "a3",
      "b1",
    ]);
  });

  test("of one time the greater event_id, so that a redelivery chooses alike", () => {
    const batch = [scored({ event_id: "x" }), scored({ event_id: "y" })];
    expect(latestPerPerson(batch)).toEqual(latestPerPerson([...batch].reverse()));
  });
});
