import { describe, expect, test } from "@jest/globals";
import { tooManyAlike } from "../../../shared/failure/breaker.ts";
import type { ReasonName } from "../../../shared/failure/failed-event.ts";

const of = (reason: ReasonName, count: number) => Array.from({ length: count }, () => ({ reason }));

describe("tooManyAlike", () => {
  test.each([
    { what: "nothing failed", failures: [], batch: 10, reason: undefined },
    { what: "half failed alike", failures: of("unknown", 5), batch: 10, reason: undefined },
    { what: "more than half failed alike", failures: of("unknown", 6), batch: 10, reason: "unknown" },
    {
      what: "all failed, for two reasons",
      failures: [...of("unknown", 5), ...of("transform_failed", 5)],
      batch: 10,
      reason: undefined,
    },
    { what: "all are bad data", failures: of("not_json", 10), batch: 10, reason: undefined },
    { what: "all are too large", failures: of("oversize", 10), batch: 10, reason: undefined },
    {
      what: "bad data hides a dependency",
      failures: [...of("not_json", 4), ...of("retries_exhausted", 6)],
      batch: 10,
      reason: "retries_exhausted",
    },
  ])("answers $reason when $what", ({ failures, batch, reason }) => {
    expect(tooManyAlike(failures, batch)).toBe(reason);
  });
});
