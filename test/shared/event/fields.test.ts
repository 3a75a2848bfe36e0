import { expect, test } from "@jest/globals";
import { glueColumns } from "../../../shared/columns/glue.ts";
import { deprecated, text, whole } from "../../../shared/event/fields.ts";
import type { Fields } from "../../../shared/event/kind.ts";

test("a deprecated attribute keeps its column, which says what to do instead", () => {
  const fields: Fields = {
    size: whole("Size of the shoe"),
    old_size: deprecated("size", text("Size, as text")),
  };
  expect(glueColumns(fields)).toEqual([
    { name: "size", type: "int", comment: "Size of the shoe" },
    { name: "old_size", type: "string", comment: "Deprecated (size): Size, as text" },
  ]);
});
