import { expect, test } from "@jest/globals";
import { tombstoneMark, tombstonesIn, tombstonesText } from "../../../shared/forget/tombstone.ts";

const mark = tombstoneMark("key", "ann");

test("a mark says nothing without the key", () => {
  expect(mark).toMatch(/^[0-9a-f]{32}$/);
  expect(tombstoneMark("key", "ann")).toBe(mark);
  expect(tombstoneMark("another key", "ann")).not.toBe(mark);
  expect(tombstoneMark("key", "bob")).not.toBe(mark);
});

test("tombstones are read as they are written, the latest of each, and no line that is none", () => {
  const text = tombstonesText([
    { mark, at: 20 },
    { mark, at: 10 },
  ]);
  expect(tombstonesIn(`${text}v2 something newer\n\n`)).toEqual(new Map([[mark, 20]]));
  expect(tombstonesIn("").size).toBe(0);
});
