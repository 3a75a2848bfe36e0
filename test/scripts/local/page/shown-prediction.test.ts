import { expect, test } from "@jest/globals";
import { shownPrediction } from "../../../../scripts/local/page/shown-prediction.ts";

const item = {
  pk: { S: "person#u-1" },
  sk: { S: "2026-03-01T10:00:00.000Z#e-1" },
  event_id: { S: "e-1" },
  event_time: { S: "2026-03-01T10:00:00.000Z" },
  prediction: { N: "0.25" },
  model_version: { S: "m-1" },
  feature_version: { N: "3" },
  features: { M: { views: { N: "4" }, label: { S: "x" }, list: { L: [] } } },
};
const stored = { pk: "person#u-1", sk: "2026-03-01T10:00:00.000Z#e-1", at: 7 };

test("a prediction is shown as it stands in the table, with its features", () => {
  const get = ({ partition, sort }: { partition: string; sort: string }) =>
    partition === stored.pk && sort === stored.sk ? item : undefined;
  expect(shownPrediction(stored, { get })).toEqual({
    person: "u-1",
    event_id: "e-1",
    event_time: "2026-03-01T10:00:00.000Z",
    prediction: "0.25",
    model_version: "m-1",
    feature_version: "3",
    features: { views: "4", label: "x", list: '{"L":[]}' },
    at: 7,
  });
});

test("one that is gone is not shown", () => {
  expect(shownPrediction(stored, { get: () => undefined })).toBeUndefined();
});
