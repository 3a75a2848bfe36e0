import { Enrichment } from "../../functions/enrich/enrichment.ts";
import type { EnrichRules } from "../../functions/enrich/rules.ts";
import { stepsOf } from "../../functions/enrich/steps.ts";

/** Enrichment as it is deployed, as version 1.0.0 of the pipeline. */
export const enrichment = new Enrichment(stepsOf({ addressKey: "key" }), "1.0.0");

const HOUR = 3_600_000;

/** The rules of a deployment that sets none. */
export const enrichRules: EnrichRules = { idleMs: HOUR / 2, capMs: 24 * HOUR, lateAfterMs: 72 * HOUR };
