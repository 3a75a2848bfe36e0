import { describe, expect, test } from "@jest/globals";
import { type PastEvent, pastEvents } from "../../../../functions/generate/history/past-events.ts";
import { applyPatch } from "../../../../scripts/replay/patch.ts";
import type { RawEvent } from "../../../../shared/event/raw.ts";
import { validateEvent } from "../../../../shared/event/validate.ts";

const DAY = 86_400_000;
// A Monday.
const until = Date.parse("2026-03-30T00:00:00.000Z");
const from = until - 14 * DAY;
const past = [...pastEvents({ seed: 1, from, until })];
const firsts = past.filter(({ again }) => !again);
const good = firsts.filter(({ bad }) => !bad).map(({ text }): RawEvent => JSON.parse(text));

const share = (events: readonly RawEvent[], is: (event: RawEvent) => boolean) =>
  events.filter(is).length / events.length;
const between = (value: number, low: number, high: number) => {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
};

describe("the past weeks", () => {
  test("are the same for the same seed and period", () => {
    const short = { from: until - DAY, until };
    const texts = (seed: number) => [...pastEvents({ seed, ...short })].map(({ text }) => text);
    expect(texts(1)).toEqual(texts(1));
    const ids = new Set(texts(2));
    expect(texts(1).filter((text) => ids.has(text))).toEqual([]);
  });

  test("lie in the period, in the order in which a server took them", () => {
    const times = past.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(from);
    expect(times.at(-1)).toBeLessThan(until);
    for (const { text, at } of firsts.filter(({ bad }) => !bad))
      expect(Date.parse(String((JSON.parse(text) as RawEvent).received_at))).toBe(at);
  });

  test("hold some three thousand events a day, each valid and with an id of its own", () => {
    between(firsts.length / 14, 2_500, 4_500);
    expect(good.map((event) => validateEvent(event)).filter(({ valid }) => !valid)).toEqual([]);
    expect(new Set(good.map(({ event_id }) => event_id)).size).toBe(good.length);
  });

  test("have more events at the weekend, and fewer at night", () => {
    const perDay = new Array<number>(7).fill(0);
    for (const { at } of firsts) perDay[(new Date(at).getUTCDay() + 6) % 7]! += 1;
    expect(perDay[5]! / perDay[1]!).toBeGreaterThan(1.15);
    const localHour = ({ timezone, client_created_at }: RawEvent) =>
      Number(
        new Intl.DateTimeFormat("en", { hour: "numeric", hourCycle: "h23", timeZone: timezone }).format(
          new Date(client_created_at),
        ),
      );
    const hours = good.slice(0, 8_000).map(localHour);
    const at = (from: number, to: number) => hours.filter((hour) => hour >= from && hour < to).length;
    expect(at(18, 22) / at(1, 5)).toBeGreaterThan(8);
  });

  test("have people who come back on other days, sign in, and buy in two or three of a hundred visits", () => {
    const days = Map.groupBy(good, ({ anonymous_id }) => anonymous_id);
    const returning = [...days.values()].filter(
      (events) => new Set(events.map(({ received_at }) => String(received_at).slice(0, 10))).size > 1,
    );
    between(returning.length / days.size, 0.3, 0.9);
    between(
      share(good, ({ user_id }) => user_id !== undefined),
      0.3,
      0.8,
    );
    const visits = new Set(
      good.map(({ anonymous_id, received_at }) => `${anonymous_id} ${String(received_at).slice(0, 10)}`),
    );
    between(good.filter(({ event_name }) => event_name === "purchase").length / visits.size, 0.015, 0.045);
  });

  test("have bots, campaigns, devices of every kind, and events that came late", () => {
    between(
      share(good, ({ device_type }) => device_type === "bot"),
      0.01,
      0.12,
    );
    expect(share(good, ({ page_url }) => String(page_url).includes("utm_"))).toBeGreaterThan(0.03);
    expect(new Set(good.map(({ device_type }) => device_type)).size).toBe(4);
    const hour = 3_600_000;
    const late = good.filter(
      ({ client_created_at, client_sent_at }) =>
        Date.parse(String(client_sent_at)) - Date.parse(String(client_created_at)) > hour / 6,
    );
    expect(late.length).toBeGreaterThan(10);
  });

  test("have events that were sent twice, to the byte", () => {
    const again = past.filter((event) => event.again);
    between(again.length / past.length, 0.001, 0.006);
    const texts = new Set(firsts.map(({ text }) => text));
    expect(again.filter(({ text }) => !texts.has(text))).toEqual([]);
  });
});

describe("the bad release", () => {
  const failed = firsts.filter(({ bad }) => bad?.kind === "name of a bad release");

  test("fails what one app sends for some hours, and nothing else", () => {
    expect(failed.length).toBeGreaterThan(30);
    const times = failed.map(({ at }) => at);
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan(14 * 3_600_000);
    const meanwhile = good.filter(({ received_at, platform }) => {
      const at = Date.parse(String(received_at));
      return platform === "android" && at >= Math.min(...times) && at <= Math.max(...times);
    });
    expect(meanwhile).toEqual([]);
  });

  test("is mended by one operation of a patch", () => {
    const rename = [{ op: "rename", from: ["eventName"], to: ["event_name"] }] as const;
    for (const { text } of failed as PastEvent[]) {
      const event = JSON.parse(text);
      expect(validateEvent(event).valid).toBe(false);
      expect(validateEvent(applyPatch(event, rename, "f")).valid).toBe(true);
    }
  });

  test("is left out where the period is too short for it", () => {
    const short = [...pastEvents({ seed: 1, from: until - DAY, until })];
    expect(short.filter(({ bad }) => bad?.kind === "name of a bad release")).toEqual([]);
  });
});
