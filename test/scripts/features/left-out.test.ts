import { expect, test } from "@jest/globals";
import { leftOutWords } from "../../../scripts/features/left-out.ts";

test("events that are left out are counted in words", () => {
  expect(
    leftOutWords([
      ["session_not_over", 76],
      ["without_label", 1],
    ]),
  ).toBe("76 events of sessions that were not over when the archive ended, 1 event without a label");
});
