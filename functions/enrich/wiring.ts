import type { FailureSink } from "../../shared/failure/failed-event.ts";
import type { RedisLink } from "../../shared/redis/connect.ts";
import { factStore } from "../../shared/redis/fact-store.ts";
import { forgottenIn } from "../../shared/redis/forgotten.ts";
import { lookUpSets, lookUpTables } from "../../shared/redis/tables.ts";
import type { StorePolicy, StorePorts } from "../../shared/scoring/store.ts";
import type { Settings } from "../../shared/settings/contract.ts";
import type { enrichSettings } from "../../shared/settings/functions.ts";
import type { CustomTable } from "../../shared/steps/table.ts";
import type { StreamSink } from "../../shared/stream.ts";
import type { Enrichment } from "./enrichment.ts";
import { enrichHandler } from "./handler.ts";
import { inlineScoring } from "./inline.ts";
import type { EnrichMeters, RedisMeter } from "./meters.ts";
import type { EnrichRules } from "./rules.ts";
import { writeIds } from "./session/write-ids.ts";

/** What the enriching function is given of the world: what leads out of it, and the clock. */
export interface EnrichEdge {
  redis: RedisLink;
  /** Key of the marks of those who were forgotten: that of the address hash. Without it nobody is. */
  addressKey?: string;
  enriched: StreamSink;
  failures: FailureSink;
  enrichment: Enrichment;
  /** Those that its steps of one's own ask. */
  tables: readonly CustomTable[];
  /** Where this invocation scores, too. */
  scoring?: { ports: StorePorts; policy: StorePolicy };
  meters: EnrichMeters & RedisMeter;
  /** Epoch ms. */
  now(): number;
}

type Wired = Pick<
  Settings<typeof enrichSettings>,
  | "LANES"
  | "PACK_BYTES"
  | "ENRICHED_COMPRESSION"
  | "ARCHIVE_FOLDERS"
  | "REDIS_OUTAGE"
  | "LOOKUP_TTL_SECONDS"
  | "SESSION_TTL_DAYS"
  | "STATE_COMPRESSION"
  | RuleSetting
>;
type RuleSetting = "SESSION_IDLE_MINUTES" | "SESSION_CAP_HOURS" | "LATE_AFTER_HOURS";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function wireEnrich(
  { redis, addressKey, enriched, failures, enrichment, tables, scoring, meters, now }: EnrichEdge,
  settings: Wired,
) {
  const nextWriteId = writeIds();
  return enrichHandler(
    {
      facts: factStore({
        redis,
        lanes: settings.LANES,
        tables: lookUpTables(settings.LOOKUP_TTL_SECONDS * 1000, tables),
        sets: lookUpSets(tables),
        stateTtlSeconds: settings.SESSION_TTL_DAYS * 24 * 3600,
        stateCompression: settings.STATE_COMPRESSION,
        now,
        report: meters.roundTrip,
      }),
      ...(addressKey !== undefined && { forgotten: forgottenIn(redis, addressKey, now) }),
      enriched,
      failures,
      ...(scoring && { score: inlineScoring(scoring.ports, scoring.policy, enrichment.lines, now) }),
      inputs: () => ({ now: now(), nextWriteId }),
      meters,
    },
    {
      enrichment,
      rules: enrichRulesFrom(settings),
      outage: settings.REDIS_OUTAGE,
      folders: settings.ARCHIVE_FOLDERS,
      lanes: settings.LANES,
      packBytes: settings.PACK_BYTES,
      compression: settings.ENRICHED_COMPRESSION,
    },
  );
}

export const enrichRulesFrom = (settings: Pick<Wired, RuleSetting>): EnrichRules => ({
  idleMs: settings.SESSION_IDLE_MINUTES * MINUTE,
  capMs: settings.SESSION_CAP_HOURS * HOUR,
  lateAfterMs: settings.LATE_AFTER_HOURS * HOUR,
});
