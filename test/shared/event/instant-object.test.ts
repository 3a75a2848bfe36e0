import { describe, expect, test } from "@jest/globals";
import { fitValue } from "../../../shared/event/fit.ts";
import { instantOfObject } from "../../../shared/event/instant-object.ts";
import type { FieldRule } from "../../../shared/event/kind.ts";
import { rawFields } from "../../../shared/event/raw.ts";
import { parseExact } from "../../../shared/json/exact.ts";
import { mapped, mappingOf } from "../mapping/builders.ts";

const AT = 1_795_168_800;

describe("the instant that an object is", () => {
  test.each([
    { description: "Firestore on a server", value: { _seconds: AT, _nanoseconds: 123_000_000 } },
    { description: "Firestore in a browser", value: { seconds: AT, nanoseconds: 123_000_000 } },
    { description: "protobuf", value: { seconds: String(AT), nanos: 123_000_000 } },
    { description: "java.time", value: { epochSecond: AT, nano: 123_000_000 } },
    { description: "in another order", value: { nanos: "123000000", seconds: AT } },
  ])("$description", ({ value }) => {
    expect(instantOfObject(value)).toBe("1795168800.123000000");
  });

  test("without nanoseconds, which protobuf leaves out where there are none", () => {
    expect(instantOfObject({ seconds: AT })).toBe("1795168800.000000000");
  });

  test("with a few of them", () => {
    expect(instantOfObject({ seconds: AT, nanos: 7 })).toBe("1795168800.000000007");
  });

  test.each<{ description: string; value: unknown }>([
    { description: "a duration", value: { seconds: 90, nanos: 0 } },
    { description: "seconds with a fraction", value: { seconds: AT + 0.5 } },
    { description: "seconds before the epoch", value: { seconds: -AT } },
    { description: "more nanoseconds than a second has", value: { seconds: AT, nanos: 1_000_000_000 } },
    { description: "nanoseconds alone", value: { nanos: 7 } },
    { description: "something beside it", value: { seconds: AT, zone: "UTC" } },
    { description: "more beside it", value: { seconds: AT, nanos: 0, zone: "UTC" } },
    { description: "nanoseconds by the name of another program", value: { _seconds: AT, nanos: 0 } },
    { description: "no number", value: { seconds: "soon" } },
    { description: "a list", value: [AT] },
    { description: "a long number", value: parseExact("17951688001234567890") },
    { description: "nothing", value: null },
  ])("is none of $description", ({ value }) => {
    expect(instantOfObject(value)).toBeUndefined();
  });
});

test("an event may have its instant so", () => {
  const field = rawFields.client_created_at as unknown as FieldRule;
  const fit = fitValue("client_created_at", { _seconds: AT, _nanoseconds: 5_000_000 }, field);
  expect(fit).toEqual({ value: "1795168800.005000000" });
});

test("a mapping finds it at its path, and it is in no property", () => {
  const mapping = mappingOf({
    fields: { client_created_at: "at", received_at: { path: "at", time: "epoch_s" } },
  });
  const event = mapped(mapping, { at: { _seconds: AT, _nanoseconds: 5_000_000 }, took: { seconds: 5 } });
  expect(event).toMatchObject({
    client_created_at: "1795168800.005000000",
    received_at: "2026-11-20T10:00:00.005Z",
    properties: { "took.seconds": "5" },
  });
  expect(Object.keys(event.properties!)).toEqual(["took.seconds"]);
});
