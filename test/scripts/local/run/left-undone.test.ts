import { expect, test } from "@jest/globals";
import { leftUndone, type Standing } from "../../../../scripts/local/run/left-undone.ts";

const standing = (override: Partial<Standing> = {}): Standing => ({
  read: 1_000,
  raw: 1_000,
  unpublished: 0,
  outstanding: { enrich: 0, predict: 0 },
  ...override,
});

test.each<[string, Standing | undefined, string]>([
  ["before the start was complete", undefined, "nothing was read"],
  ["with all but the archive done", standing(), "of 1000 events read, all were enriched and scored."],
  [
    "at every stage",
    standing({ raw: 900, unpublished: 20, outstanding: { enrich: 7, predict: 5 } }),
    "of 1000 events read, 80 had not reached the raw stream, 7 were not enriched, 5 were not scored.",
  ],
  [
    "where the source cannot tell how much it read",
    standing({ read: undefined, raw: 12 }),
    "of 12 events read",
  ],
])("%s", (_description, given, part) => {
  expect(leftUndone(given)).toContain(part);
});
