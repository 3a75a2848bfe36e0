import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Decided, packDecided, unpackDecided } from "../../../../functions/enrich/decided.ts";
import {
  appliedValues,
  KEEP_APPLIED,
  KEEP_APPLIED_MS,
  noState,
  packState,
  trimApplied,
  unpackState,
} from "../../../../functions/enrich/session/state.ts";

const time = fc.integer({ min: 0, max: 4_000_000_000_000 });
const count = fc.nat();
const money = fc.integer({ min: 0, max: 1e12 }).map((value) => value / 10_000);

const session = fc.record({
  id: fc.string({ minLength: 1 }),
  index: count,
  eventIndex: count,
  startedAt: time,
  durationMs: count,
  pageViews: count,
  productViews: count,
  addToCarts: count,
  purchases: count,
  cartValue: money,
  sinceLastMs: fc.option(count, { nil: undefined }),
  isNew: fc.boolean(),
});

const decided: fc.Arbitrary<Decided> = fc.record({
  eventTime: time,
  processedAt: time,
  hourOfDay: fc.integer({ min: 0, max: 23 }),
  dayOfWeek: fc.integer({ min: 1, max: 7 }),
  isWeekend: fc.boolean(),
  isLate: fc.boolean(),
  geoCountry: fc.constantFrom("", "DE"),
  geoRegion: fc.string(),
  geoCity: fc.string(),
  geoLatitude: fc.option(
    fc.double({ min: -90, max: 90, noNaN: true }).map((x) => x + 0),
    { nil: undefined },
  ),
  geoLongitude: fc.option(
    fc.double({ min: -180, max: 180, noNaN: true }).map((x) => x + 0),
    { nil: undefined },
  ),
  geoTimezone: fc.constantFrom("", "Europe/Berlin"),
  zipState: fc.string(),
  zipPopulation: fc.option(count, { nil: undefined }),
  zipMedianIncome: fc.option(money, { nil: undefined }),
  session: fc.option(session, { nil: undefined }),
  status: fc.constantFrom("session:ok", "geo:stale,session:missing"),
  pipelineVersion: fc.constant("1.2.3"),
});

test("decided values survive packing, on one line", () => {
  fc.assert(
    fc.property(decided, (values) => {
      const packed = packDecided(values);
      expect(packed).not.toContain("\n");
      expect(unpackDecided(packed)).toEqual(values);
    }),
  );
});

const open = fc.record({
  id: fc.string({ minLength: 1 }),
  named: fc.boolean(),
  index: count,
  startedAt: time,
  lastAt: time,
  events: count,
  pageViews: count,
  productViews: count,
  addToCarts: count,
  purchases: count,
  cartValue: money,
});

test("a state survives packing", () => {
  fc.assert(
    fc.property(
      count,
      fc.array(open, { maxLength: 8 }),
      fc.array(decided, { maxLength: 5 }),
      (sessionCount, sessions, lines) => {
        const applied = lines.map((values, at) => `\ne-${at}\t${packDecided(values)}`).join("");
        const version = "0123456789abcdef";
        const state = { version, sessionCount, sessions, applied, appliedCount: lines.length };
        expect(unpackState(packState(state, version))).toEqual(state);
        for (const [at, values] of lines.entries()) {
          expect(unpackDecided(appliedValues(applied, `e-${at}`)!)).toEqual(values);
        }
        expect(appliedValues(applied, "e")).toBeUndefined();
      },
    ),
  );
});

test.each([
  { description: "another program's value", text: "hello" },
  { description: "a value without a version", text: "\n1" },
  { description: "half a session", text: "0123456789abcdef\n1\t0\tid\t1" },
])("refuses $description instead of guessing", ({ text }) => {
  expect(() => unpackState(text)).toThrow("Session state in Redis");
});

describe("trimApplied", () => {
  const now = 1_800_000_000_000;
  const line = (id: number, processedAt = now) => `\ne-${id}\t${now}\t${processedAt}\trest`;
  const trimmed = (lines: readonly string[]) => {
    const state = { ...noState(), applied: lines.join(""), appliedCount: lines.length };
    trimApplied(state, now);
    return state;
  };

  test("keeps the newest lines of earlier batches", () => {
    const state = trimmed(Array.from({ length: KEEP_APPLIED + 5 }, (_, id) => line(id)));
    expect(state.appliedCount).toBe(KEEP_APPLIED);
    expect(state.applied.split("\n").length - 1).toBe(KEEP_APPLIED);
    expect(appliedValues(state.applied, "e-4")).toBeUndefined();
    expect(appliedValues(state.applied, "e-5")).toBeDefined();
  });

  test("forgets what is older than a redelivery can be", () => {
    const state = trimmed([line(1, now - KEEP_APPLIED_MS - 1), line(2)]);
    expect(state.applied).toBe(line(2));
    expect(state.appliedCount).toBe(1);
  });

  test("leaves nothing of what is all old", () => {
    expect(trimmed([line(1, 0), line(2, 0)])).toMatchObject({ applied: "", appliedCount: 0 });
  });
});
