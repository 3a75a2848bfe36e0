import { describe, expect, test } from "@jest/globals";
import { event, purchase, type WarehouseRow, warehouse } from "./warehouse.ts";

const scored = (event_id: string, prediction: number | null, override: WarehouseRow = {}): WarehouseRow => ({
  event_id,
  prediction,
  model_version: "m1",
  feature_version: "3",
  features: {},
  event_time: "2026-03-02T10:00:00",
  predicted_at: "2026-03-02T10:00:01",
  dt: "2026-03-02",
  ...override,
});

describe("score_quality", () => {
  /** Twenty sessions of one view each; of the first ten, scored highest, eight buy. */
  const ids = Array.from({ length: 20 }, (_, at) => at);
  const buys = (at: number) => at < 8;
  const events = ids.flatMap((at) => [
    event(`u${at}`, "page_view", "10:00:00", { event_id: `v${at}` }),
    ...(buys(at) ? [purchase(`u${at}`, "10:05:00", 10, { event_id: `p${at}` })] : []),
  ]);

  test("has tenths by score, with their purchases, the lift and the AUC", async () => {
    const { query } = await warehouse({
      events,
      predictions: ids.map((at) => scored(`v${at}`, 1 - at / 20)),
    });
    const rows = await query("score_quality");
    expect(rows).toHaveLength(10);
    expect(rows.at(-1)).toEqual({
      model_version: "m1",
      decile: 10,
      events: 2,
      lowest_score: 0.95,
      highest_score: 1,
      average_score: 0.975,
      purchase_rate: 1,
      lift: 2.5,
      auc: 1,
    });
    expect(rows[0]).toMatchObject({ decile: 1, purchase_rate: 0, lift: 0 });
  });

  test.each([
    { what: "scores that say nothing", score: () => 0.5, auc: 0.5 },
    { what: "scores upside down", score: (at: number) => at / 20, auc: 0 },
    // Of the 96 pairs of a buyer and another one 12 are the wrong way round.
    {
      what: "one buyer of eight at the bottom",
      score: (at: number) => (at === 0 ? -1 : 1 - at / 20),
      auc: 0.875,
    },
  ])("says $auc of $what", async ({ score, auc }) => {
    const { query } = await warehouse({ events, predictions: ids.map((at) => scored(`v${at}`, score(at))) });
    expect((await query("score_quality"))[0]).toMatchObject({ auc });
  });

  test.each([
    { what: "one score are one tenth, in the midst", score: () => 0.5, rows: [[6, 20, 1]] },
    {
      what: "two scores are two, whatever their ids",
      score: (at: number) => (at < 4 ? 0.9 : 0.1),
      rows: [
        [5, 16, 0.625],
        [10, 4, 2.5],
      ],
    },
  ])("events of $what: there is no order among them that could lift one", async ({ score, rows }) => {
    const { values } = await warehouse({ events, predictions: ids.map((at) => scored(`v${at}`, score(at))) });
    expect(await values("score_quality", "decile", "events", "lift")).toEqual(rows);
  });

  test("takes the latest of an event's predictions, and none of bots and of purchases before", async () => {
    const { query } = await warehouse({
      events: [
        ...events,
        event("bot", "page_view", "10:00:00", { event_id: "bot", is_bot: true }),
        event("u0", "page_view", "10:09:00", { event_id: "after" }),
      ],
      predictions: [
        scored("v0", 0.9),
        scored("v0", 0.1, { predicted_at: "2026-03-02T11:00:00", model_version: "m2" }),
        scored("bot", 1),
        scored("after", 0.7, { model_version: "m2" }),
        scored("v1", null, { prediction_json: "[1]" }),
      ],
    });
    expect(await query("score_quality")).toMatchObject([
      { model_version: "m2", decile: 5, lowest_score: 0.1, purchase_rate: 1 },
      { model_version: "m2", decile: 10, lowest_score: 0.7, purchase_rate: 0 },
    ]);
  });
});

describe("score_drift", () => {
  test("has score and features by week, with what they were moved by", async () => {
    const week = (dt: string, prediction: number, views: string | undefined, id: string) =>
      scored(id, prediction, {
        dt,
        features: views === undefined ? {} : { views },
        predicted_at: `${dt}T10:00:00`,
      });
    const { query } = await warehouse({
      predictions: [
        week("2026-03-02", 0.2, "2", "a"),
        week("2026-03-03", 0.4, undefined, "b"),
        week("2026-03-09", 0.7, "6", "c"),
        week("2026-03-10", 0.9, "4", "d"),
        // Scored again a day later: it counts once.
        { ...week("2026-03-10", 0.9, "4", "d"), predicted_at: "2026-03-09T10:00:00", prediction: 0 },
      ],
    });
    const rows = await query("score_drift");
    expect(rows.map(({ week, name, events }) => [week, name, events])).toEqual([
      ["2026-03-02", "score", 2],
      ["2026-03-09", "score", 2],
      ["2026-03-02", "views", 2],
      ["2026-03-09", "views", 2],
    ]);
    expect(rows[2]).toMatchObject({
      average: 1,
      deviation: expect.closeTo(Math.SQRT2, 3),
      share_of_zero: 0.5,
      shift: 0,
    });
    expect(rows[3]).toMatchObject({ average: 5, share_of_zero: 0, shift: 2.8284 });
    expect(rows[1]).toMatchObject({ average: 0.8, shift: 3.5355 });
  });
});
