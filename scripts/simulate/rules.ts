import type { EnrichRules } from "../../functions/enrich/rules.ts";
import type { Scenario } from "./scenario.ts";

/** The rules by which a scenario's events are enriched. */
export const enrichRulesOf = ({ session }: Scenario): EnrichRules => ({
  ...session,
  lateAfterMs: 3_600_000,
});
