import { expect, test } from "@jest/globals";
import { nativeColumns } from "../../../scripts/send/native-columns.ts";
import { validation } from "../../../shared/event/validate.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { addedFields, widerSchema } from "../../builders/schema-of-every-kind.ts";

const { validate } = validation(widerSchema);

const eventOf = (cells: Record<string, string>) =>
  nativeColumns(Object.keys(cells), new Set(), addedFields)(Object.values(cells));

const whole = {
  a_text: "5",
  a_key: "true",
  a_count: "3",
  a_whole: "-3",
  a_real: "1.50",
  a_long: "9007199254740991",
  a_flag: "TRUE",
  an_instant: "1767322800123",
  a_utc: "2026-03-04T10:00:00.000Z",
  a_map: '{"a":1}',
  some_rows: '[{"a_real":1}]',
};

test("cells of every kind become values that the schema takes", () => {
  const event = eventOf(whole);
  expect(event).toEqual({
    a_text: "5",
    a_key: "true",
    a_count: 3,
    a_whole: -3,
    a_real: 1.5,
    a_long: 9007199254740991,
    a_flag: true,
    an_instant: 1767322800123,
    a_utc: "2026-03-04T10:00:00.000Z",
    a_map: { a: 1 },
    some_rows: [{ a_real: 1 }],
  });
  expect(validate({ ...rawEvent(), ...event })).toMatchObject({ valid: true });
});

test("keys of any map can be columns", () => {
  expect(eventOf({ "a_map.x": "1", "another_map.y.z": "2", "a_text.x": "3" })).toEqual({
    a_map: { x: "1" },
    another_map: { "y.z": "2" },
    "a_text.x": "3",
  });
});

test.each(["a_count", "a_flag", "a_map", "some_rows"])(
  "a cell that is no value of %s stays, and the event says so where it is enriched",
  (name) => {
    const event = eventOf({ [name]: "constructor" });
    expect(event).toEqual({ [name]: "constructor" });
    expect(validate({ ...rawEvent(), ...event })).toMatchObject({
      valid: true,
      marks: { [name]: "invalid" },
    });
  },
);

test.each(["a_map", "some_rows"])("JSON of thousands of levels stays the text that it is in %s", (name) => {
  const cell = `${'{"a":['.repeat(6_000)}${"]}".repeat(6_000)}`;
  const event = eventOf({ [name]: cell });
  expect(event).toEqual({ [name]: cell });
  expect(() => JSON.stringify(validate({ ...rawEvent(), ...event }))).not.toThrow();
});

test("ids of a column of floats are the whole numbers that they were", () => {
  const names = ["User ID", "schema_version", "metadata.order_id", "price", "product_id"];
  const read = nativeColumns(names, new Set(names));
  expect(read(["12345.0", "1.0", "7.0", "2.0", "1.2345678E7"])).toEqual({
    user_id: "12345",
    schema_version: "1.0",
    metadata: { order_id: "7.0" },
    price: 2,
    product_id: "12345678",
  });
});
