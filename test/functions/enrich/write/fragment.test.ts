import { expect, test } from "@jest/globals";
import { fieldsOf, fragment } from "../../../../functions/enrich/write/fragment.ts";

test.each([
  { what: "a short one", json: ',"page_host":"shop.example"' },
  { what: "one beyond ASCII", json: ',"page_path":"/größe/€"' },
  { what: "none", json: "" },
])("a fragment holds no memory but its own bytes: $what", ({ json }) => {
  const bytes = fragment(json);
  expect(Buffer.from(bytes).toString()).toBe(json);
  expect(bytes.buffer.byteLength).toBe(Buffer.byteLength(json));
});

test("fields without a value are left out", () => {
  const fields = { a: {}, b: {}, c: {}, d: {}, e: {} };
  const values = { a: "x", b: "", c: null, d: Number.NaN, e: 0 };
  expect(fieldsOf(fields, values)).toBe(',"a":"x","e":0');
});
