import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readPredictions } from "../../../shared/scoring/predictions.ts";

const ids = ["a", "b", "c"];
const read = (answer: unknown) =>
  readPredictions(typeof answer === "string" ? answer : JSON.stringify(answer), ids);

describe("readPredictions", () => {
  test.each<{ description: string; predictions: unknown[]; expected: unknown[] }>([
    { description: "numbers by position", predictions: [0.1, 0.2, 0.3], expected: [0.1, 0.2, 0.3] },
    { description: "lists", predictions: [[1, 2], [3], []], expected: [[1, 2], [3], []] },
    {
      description: "objects",
      predictions: [{ p: 1 }, { p: 2 }, { p: 3 }],
      expected: [{ p: 1 }, { p: 2 }, { p: 3 }],
    },
    {
      description: "by event_id, in any order",
      predictions: [
        { event_id: "c", prediction: 3 },
        { event_id: "a", prediction: 1 },
        { event_id: "b", prediction: 2 },
      ],
      expected: [1, 2, 3],
    },
    {
      description: "by event_id, with more than one value",
      predictions: ids.map((event_id) => ({ event_id, score: 0.5, label: "buy" })),
      expected: ids.map(() => ({ score: 0.5, label: "buy" })),
    },
  ])("$description", ({ predictions, expected }) => {
    expect(read({ predictions })).toEqual({ ok: true, predictions: expected, modelVersion: undefined });
  });

  test.each<{ description: string; answer: unknown }>([
    { description: "no JSON", answer: "<html>" },
    { description: "cut JSON", answer: '{"predictions":[0.1,' },
    { description: "NaN in a cut response", answer: '{"predictions":[NaN,1,' },
    { description: "a bare list", answer: [1, 2, 3] },
    { description: "null", answer: "null" },
    { description: "no predictions", answer: { outputs: [1, 2, 3] } },
    { description: "too few", answer: { predictions: [1, 2] } },
    { description: "too many", answer: { predictions: [1, 2, 3, 4] } },
    { description: "a text among them", answer: { predictions: [1, "2", 3] } },
    { description: "a truth value among them", answer: { predictions: [1, true, 3] } },
    { description: "the event_id of another", answer: { predictions: [{ event_id: "z" }, {}, {}] } },
    {
      description: "an event_id twice",
      answer: { predictions: ["a", "a", "b"].map((event_id) => ({ event_id, prediction: 1 })) },
    },
    {
      description: "an event_id on some only",
      answer: { predictions: [{ event_id: "a", prediction: 1 }, { prediction: 2 }, { prediction: 3 }] },
    },
  ])("refuses $description", ({ answer }) => {
    const result = read(answer);
    expect(result).toEqual({ ok: false, message: expect.stringMatching(/.{10}/) });
  });

  test.each<{ description: string; second: string }>([
    { description: "null", second: "null" },
    { description: "NaN, as Python writes it", second: "NaN" },
    { description: "-Infinity", second: "-Infinity" },
    { description: "a number that overflows", second: "1e999" },
    { description: "one within an object", second: '{"scores":[0.1,{"p":1e999}]}' },
    { description: "NaN within an object", second: '{"p":NaN,"label":"no \\"NaN\\" here"}' },
  ])("$description is no prediction, and the others stay what they are", ({ second }) => {
    expect(read(`{"predictions":[1,${second},{"label":"NaN"}]}`)).toMatchObject({
      ok: true,
      predictions: [1, undefined, { label: "NaN" }],
    });
  });

  test("null under an event_id is no prediction of that event", () => {
    const predictions = [
      { event_id: "c", prediction: 3 },
      { event_id: "a", prediction: null },
      { event_id: "b", prediction: 2 },
    ];
    expect(read({ predictions })).toMatchObject({ predictions: [undefined, 2, 3] });
  });

  test("null without an event_id among those that have one fits nobody", () => {
    const predictions = [null, { event_id: "a", prediction: 1 }, { event_id: "b", prediction: 2 }];
    expect(read({ predictions })).toMatchObject({ ok: false });
  });

  test("a prediction is read however deep it is", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    expect(read(`{"predictions":[1,${deep},3]}`)).toMatchObject({ ok: true });
  });

  test("takes the model's version", () => {
    const body = JSON.stringify({ predictions: [1, 2, 3], model_version: "v7" });
    expect(readPredictions(body, ids)).toMatchObject({ ok: true, modelVersion: "v7" });
  });

  test("two users with one event_id get their predictions in turn", () => {
    const predictions = [1, 2].map((prediction) => ({ event_id: "a", prediction }));
    expect(readPredictions(JSON.stringify({ predictions }), ["a", "a"])).toMatchObject({
      predictions: [1, 2],
    });
  });

  test("never throws, and answers for every instance or for none", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        const result = readPredictions(body, ids);
        expect(result.ok ? result.predictions.length : 3).toBe(3);
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 5 }), (predictions) => {
        const result = read({ predictions });
        expect(result.ok ? result.predictions.length : 3).toBe(3);
      }),
    );
  });
});
