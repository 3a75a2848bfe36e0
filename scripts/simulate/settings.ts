import type { EnrichRules } from "../../functions/enrich/rules.ts";
import { enrichRulesFrom, type wireEnrich } from "../../functions/enrich/wiring.ts";
import type { wireProduce } from "../../functions/produce/wiring.ts";
import { EARLIEST_DAY } from "../../shared/event/epoch.ts";
import type { wireScoring } from "../../shared/scoring/wiring.ts";
import type { Scenario } from "./scenario.ts";
import type { SimulatedIndex } from "./services/index-source.ts";

type SettingsOf<Wire extends (edge: never, settings: never) => unknown> = Parameters<Wire>[1];

/** Sources with a folder of their own in the archive. */
const FOLDERS: ReadonlySet<string> = new Set(["web"]);

/** Of the source index, at once. */
export const SLICES = 3;

export const archiveRules = { folders: FOLDERS, firstDay: EARLIEST_DAY };

/** What a scenario sets of the enriching function. */
export const enrichSettingsOf = (scenario: Scenario): SettingsOf<typeof wireEnrich> => ({
  LANES: scenario.lanes,
  PACK_BYTES: scenario.packBytes,
  ENRICHED_COMPRESSION: scenario.enrichedCompression,
  STATE_COMPRESSION: scenario.stateCompression,
  ARCHIVE_FOLDERS: FOLDERS,
  REDIS_OUTAGE: scenario.outage,
  LOOKUP_TTL_SECONDS: 20,
  SESSION_TTL_DAYS: 7,
  SESSION_IDLE_MINUTES: scenario.session.idleMs / 60_000,
  SESSION_CAP_HOURS: scenario.session.capMs / 3_600_000,
  LATE_AFTER_HOURS: 1,
});

/** The rules by which a scenario's events are enriched. */
export const enrichRulesOf = (scenario: Scenario): EnrichRules => enrichRulesFrom(enrichSettingsOf(scenario));

export const produceSettingsOf = ({ lagMs, overlapMs }: SimulatedIndex): SettingsOf<typeof wireProduce> => ({
  ELASTICSEARCH_INDEX: "clicks",
  LAG_SECONDS: lagMs / 1000,
  OVERLAP_SECONDS: overlapMs / 1000,
  POLL_SECONDS: 0.001,
  SLICES,
});

export const simulatedScoring: SettingsOf<typeof wireScoring> = {
  MODEL_URL: "http://model.test/predict",
  MODEL_TIMEOUT_MS: 1_000,
  LATENCY_BUDGET_MS: 200,
  SCORING_BATCH: 64,
  SCORING_CONCURRENCY: 3,
  PREDICTION_WRITES: "every_event",
  PREDICTION_TTL_DAYS: 30,
};
