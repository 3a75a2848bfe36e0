import { gunzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { personalNames } from "../../../shared/event/personal.ts";
import { featureVersion } from "../../../shared/features/features.ts";
import { predictionArchive, predictionColumns } from "../../../shared/scoring/archived.ts";
import { enrichedEvents } from "../../builders/enriched-event.ts";
import { scoredOf } from "./scored.ts";

function store() {
  const objects = new Map<string, Record<string, unknown>[]>();
  const { put } = predictionArchive({
    async put(key, bytes) {
      const lines = gunzipSync(bytes).toString().trimEnd().split("\n");
      objects.set(
        key,
        lines.map((line) => JSON.parse(line)),
      );
    },
  });
  return { objects, put };
}

const [one, other, third] = enrichedEvents(3);

test("an object has the rows of a day, under its partition", async () => {
  const { objects, put } = store();
  const late = { ...third!, event_time: "2025-12-31T23:59:59.999Z" };
  await put([scoredOf(one!), scoredOf(other!), scoredOf(late)], 0);
  const day = one!.event_time.slice(0, 10);
  expect([...objects.keys()].sort()).toEqual([
    expect.stringMatching(/^predictions\/dt=2025-12-31\/[0-9a-f]{32}\.ndjson\.gz$/),
    expect.stringMatching(new RegExp(`^predictions/dt=${day}/[0-9a-f]{32}\\.ndjson\\.gz$`)),
  ]);
  expect([...objects.values()].map((rows) => rows.length).sort()).toEqual([1, 2]);
});

test("a row has the columns of the table, and nothing of a person", async () => {
  const { objects, put } = store();
  const scored = scoredOf(one!);
  await put([scored, { ...scoredOf(other!), prediction: { a: 1 } }], 0);
  const [[first, second]] = [...objects.values()] as [[Record<string, unknown>, Record<string, unknown>]];
  expect(first).toMatchObject({
    event_id: one!.event_id,
    prediction: scored.prediction,
    model_version: scored.modelVersion,
    feature_version: featureVersion,
  });
  expect(second).toMatchObject({ prediction_json: '{"a":1}' });
  expect(second).not.toHaveProperty("prediction");
  const names = predictionColumns.map(({ name }) => name);
  for (const row of [first, second]) for (const name of Object.keys(row)) expect(names).toContain(name);
  expect(names.filter((name) => personalNames.has(name))).toEqual([]);
  expect(
    Object.values(first.features as object).every((value) => typeof value === "string" && value !== "0"),
  ).toBe(true);
});
