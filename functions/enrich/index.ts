import { newKinesisClient } from "../../shared/aws/clients.ts";
import { failurePath } from "../../shared/aws/failure-path.ts";
import { kinesisSink } from "../../shared/aws/kinesis.ts";
import type { SecretReader } from "../../shared/aws/secrets.ts";
import { watchedSecrets } from "../../shared/aws/watched-secrets.ts";
import { lambda, type Telemetry } from "../../shared/lambda.ts";
import { connectRedis } from "../../shared/redis/connect.ts";
import { credentialsIn } from "../../shared/redis/credentials.ts";
import { factStore } from "../../shared/redis/fact-store.ts";
import { lookUpTables } from "../../shared/redis/tables.ts";
import { scoringParts } from "../../shared/scoring/wiring.ts";
import { readSettings } from "../../shared/settings/contract.ts";
import { enrichSettings, scoringSettings } from "../../shared/settings/functions.ts";
import { stepsNamed, tablesOf } from "../../shared/steps/in-force.ts";
import { pipelineVersion } from "../../shared/version.ts";
import { Enrichment } from "./enrichment.ts";
import type { ReportStepError } from "./guarded.ts";
import { enrichHandler, type InlineScoring } from "./handler.ts";
import { inlineScoring } from "./inline.ts";
import { enrichMeters } from "./meters.ts";
import { writeIds } from "./session/write-ids.ts";
import { stepsOf } from "./steps.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Credentials that Redis refuses are read anew, unless that was just now. */
const ROTATED_MS = 1_000;

/** Raw events → look-ups, session → the enriched stream. */
export const handler = lambda("enrich", async (telemetry) => {
  const settings = readSettings(enrichSettings, process.env);
  const readSecret = watchedSecrets(telemetry);
  const readCredentials = async () => credentialsIn(await readSecret(settings.REDIS_SECRET_ARN, ROTATED_MS));
  const redis = connectRedis({
    host: settings.REDIS_HOST,
    port: settings.REDIS_PORT,
    tls: settings.REDIS_TLS,
    cluster: settings.REDIS_CLUSTER,
    readCredentials,
    ...(await readCredentials()),
  });
  telemetry.opened(redis.close);
  const addressKey = await readSecret(settings.IP_KEY_SECRET_ARN);
  if (addressKey === undefined)
    throw new Error("IP_KEY_SECRET_ARN names no secret: addresses cannot be hashed.");
  const steps = stepsNamed(settings.CUSTOM_STEPS);
  const enrichment = new Enrichment(stepsOf({ addressKey }), pipelineVersion, steps, oncePerError(telemetry));
  const nextWriteId = writeIds();
  const meters = enrichMeters(telemetry.metrics);

  return enrichHandler(
    {
      facts: factStore({
        redis,
        lanes: settings.LANES,
        tables: lookUpTables(settings.LOOKUP_TTL_SECONDS * 1000, tablesOf(steps)),
        stateTtlSeconds: settings.SESSION_TTL_DAYS * 24 * 3600,
        now: Date.now,
        report: meters.roundTrip,
      }),
      enriched: kinesisSink(newKinesisClient(), settings.ENRICHED_STREAM),
      failures: failurePath("enrich", settings),
      ...(settings.SCORING === "inline" && { score: inline(telemetry, readSecret, enrichment) }),
      inputs: () => ({ now: Date.now(), nextWriteId }),
      meters,
    },
    {
      enrichment,
      rules: {
        idleMs: settings.SESSION_IDLE_MINUTES * MINUTE,
        capMs: settings.SESSION_CAP_HOURS * HOUR,
        lateAfterMs: settings.LATE_AFTER_HOURS * HOUR,
      },
      outage: settings.REDIS_OUTAGE,
      folders: settings.ARCHIVE_FOLDERS,
      lanes: settings.LANES,
      packBytes: settings.PACK_BYTES,
    },
  );
});

/** Every event says that a step failed; the log says what of, once in the life of the process. */
function oncePerError({ log }: Telemetry): ReportStepError {
  const told = new Set<string>();
  return (step, error) => {
    const failure = `${step} ${error}`;
    if (told.has(failure)) return;
    told.add(failure);
    log.warn("a step of one's own failed", { step, error });
  };
}

/** The settings of scoring are read only where it is wired in. */
function inline({ metrics }: Telemetry, readSecret: SecretReader, { lines }: Enrichment): InlineScoring {
  const { ports, policy } = scoringParts(readSettings(scoringSettings, process.env), readSecret, metrics);
  return inlineScoring(ports, policy, lines, Date.now);
}
