import { expect, test } from "@jest/globals";
import { enrichRulesFrom } from "../../../functions/enrich/wiring.ts";

test("settings in minutes and hours are rules in milliseconds", () => {
  const rules = enrichRulesFrom({ SESSION_IDLE_MINUTES: 30, SESSION_CAP_HOURS: 24, LATE_AFTER_HOURS: 72 });
  expect(rules).toEqual({ idleMs: 1_800_000, capMs: 86_400_000, lateAfterMs: 259_200_000 });
});
