import { expect, test } from "@jest/globals";
import type { CorePlainStep, RuledBatch } from "../../../../functions/enrich/step.ts";
import { type PlacedStep, plainValuesOf } from "../../../../functions/enrich/write/plain-values.ts";
import type { PlainEvent } from "../../../../shared/steps/contract.ts";
import { enrichment } from "../../../builders/enrichment.ts";

const event = { eventTime: 5, receivedAt: 8 } as PlainEvent;
const batch = { now: 9 } as RuledBatch;
const found = [enrichment.lookUps[0]!.ofValues({ geo_timezone: "Asia/Tokyo" })];

const placed = (step: Partial<CorePlainStep>, names: string[], at: number, after = -1): PlacedStep => ({
  step: { kind: "plain", name: "time", ...step } as CorePlainStep,
  names,
  at,
  after,
});

test("each value of a step goes to the place of its name; places of no step are empty", () => {
  const times = placed(
    { of: ({ eventTime }, { now }) => ({ processed_at: now, event_time: eventTime }) },
    ["event_time", "processed_at"],
    1,
  );
  const later = placed({ of: () => ({ age: 3 }) }, ["age"], 4);

  expect(plainValuesOf([times, later], 6)(event, batch, found)).toEqual([NaN, 5, 9, NaN, 3, NaN]);
});

test("a step gets the field of a look-up that it comes after", () => {
  const local = placed(
    { after: "geo_timezone", of: (_event, _batch, zone) => ({ length: zone?.length }) },
    ["length"],
    0,
    0,
  );

  expect(plainValuesOf([local], 1)(event, batch, found)).toEqual(["Asia/Tokyo".length]);
});

test.each([
  { description: "a flag", value: true, kept: 1 },
  { description: "a flag that is not set", value: false, kept: 0 },
  { description: "nothing", value: undefined, kept: NaN },
  { description: "a number that JSON cannot hold", value: Number.POSITIVE_INFINITY, kept: NaN },
])("keeps $description as a number", ({ value, kept }) => {
  const step = placed({ of: () => ({ 'odd "name"': value }) }, ['odd "name"'], 0);

  expect(plainValuesOf([step], 1)(event, batch, found)).toEqual([kept]);
});
