import { describe, expect, test } from "@jest/globals";
import { guardedStep } from "../../../functions/enrich/guarded.ts";
import { count, flag, long, real, text, textMap, utc } from "../../../shared/event/fields.ts";
import { customPlainStep, customTextStep } from "../../../shared/steps/custom-step.ts";

const fields = {
  my_text: text("A text", 4),
  my_count: count("A count"),
  my_long: long("A whole number"),
  my_real: real("A number"),
  my_flag: flag("A flag"),
  my_map: textMap("A map"),
};
const giving = (values: unknown) =>
  guardedStep(customTextStep("mine", { fields, reads: "page_url", of: () => values as never })).of(
    "",
    undefined,
  );

describe("what a step of one's own gives", () => {
  test.each([
    ["values of their kinds", { my_text: "four", my_count: 0, my_long: -5, my_real: 1.5, my_flag: false }],
    ["a map of texts", { my_map: { a: "b" } }],
    ["nothing", {}],
  ])("is taken: %s", (_what, values) => {
    expect(giving(values)).toEqual(values);
  });

  test("is nothing where a value is absent, however that is said", () => {
    expect(giving({ my_text: "", my_count: undefined, my_real: Number.NaN, my_flag: null })).toEqual({});
  });

  test.each([
    ["a text that is longer than its column says", { my_text: "fives" }],
    ["a number for a text", { my_text: 4 }],
    ["a text for a number", { my_real: "1" }],
    ["a count below 0", { my_count: -1 }],
    ["a fraction for a whole number", { my_long: 0.5 }],
    ["a number that is not exact", { my_long: 2 ** 53 }],
    ["a map of other things", { my_map: { a: 1 } }],
    ["a field that is not its own", { page_host: "a" }],
  ])("is an error where it is %s, for Firehose would drop the event", (_what, values) => {
    expect(() => giving(values)).toThrow(expect.objectContaining({ name: "Misfit" }));
  });

  test("of an instant in epoch ms is stored as the archive has it", () => {
    const step = customPlainStep("mine", {
      fields: { my_time: utc("When") },
      of: () => ({ my_time: 86_400_000 }),
    });
    const event = {
      event: { event_id: "e", event_name: "n", value: undefined },
      eventTime: 0,
      receivedAt: 0,
    };
    expect(guardedStep(step).of(event, { now: 0 }, undefined)).toEqual({
      my_time: "1970-01-02T00:00:00.000Z",
    });
  });
});

describe("a step that takes long", () => {
  /** A step that takes so many milliseconds of a clock that nothing else moves. */
  function slow(limitMs: number) {
    const clock = { now: 1_000, takes: 0, asked: 0 };
    const reported: string[] = [];
    const step = guardedStep(
      customTextStep("mine", {
        fields: { my_text: text("A text") },
        reads: "page_url",
        limitMs,
        of() {
          clock.asked += 1;
          clock.now += clock.takes;
          return { my_text: "a" };
        },
      }),
      (name, error) => reported.push(`${name} ${error}`),
      () => clock.now,
    );
    const ask = (takes: number) => {
      clock.takes = takes;
      try {
        return step.of("", undefined);
      } catch (error) {
        return (error as Error).name;
      }
    };
    return { clock, reported, ask };
  }

  test("fails beyond its limit and not at it", () => {
    const { ask, reported } = slow(10);
    expect(ask(10)).toEqual({ my_text: "a" });
    expect(ask(11)).toBe("Overrun");
    expect(reported).toEqual(["mine Overrun"]);
  });

  test("is let rest after three times in succession, so that a batch is done in time, and then asked again", () => {
    const { clock, ask } = slow(10);
    expect([ask(20), ask(20), ask(1), ask(20), ask(20), ask(20)].map(String)).toEqual([
      "Overrun",
      "Overrun",
      "[object Object]",
      "Overrun",
      "Overrun",
      "Overrun",
    ]);
    const { asked } = clock;
    expect([ask(1), ask(1)]).toEqual(["Resting", "Resting"]);
    expect(clock.asked).toBe(asked);
    clock.now += 30_000;
    expect(ask(1)).toEqual({ my_text: "a" });
  });
});
