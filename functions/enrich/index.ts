import { newKinesisClient } from "../../shared/aws/clients.ts";
import { failurePath } from "../../shared/aws/failure-path.ts";
import { kinesisSink } from "../../shared/aws/kinesis.ts";
import { watchedSecrets } from "../../shared/aws/watched-secrets.ts";
import { lambda, type Telemetry } from "../../shared/lambda.ts";
import { connectRedis } from "../../shared/redis/connect.ts";
import { credentialsIn } from "../../shared/redis/credentials.ts";
import { scoringParts } from "../../shared/scoring/parts.ts";
import { readSettings, type Settings } from "../../shared/settings/contract.ts";
import { enrichSettings, scoringSettings } from "../../shared/settings/functions.ts";
import { stepsNamed, tablesOf } from "../../shared/steps/in-force.ts";
import { pipelineVersion } from "../../shared/version.ts";
import { Enrichment } from "./enrichment.ts";
import type { ReportStepError } from "./guarded.ts";
import { enrichMeters } from "./meters.ts";
import { PersonalProperties } from "./personal-properties.ts";
import { stepsOf } from "./steps.ts";
import { wireEnrich } from "./wiring.ts";

/** Credentials that Redis refuses are read anew, unless that was just now. */
const ROTATED_MS = 1_000;

/** Raw events → look-ups, session → the enriched stream. */
export const handler = lambda("enrich", async (telemetry) => {
  const { metrics, log } = telemetry;
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
  const coreSteps = stepsOf({ addressKey, ownDomains: settings.OWN_DOMAINS });
  // The settings of scoring are read only where it is wired in.
  const scoring = () =>
    scoringParts(readSettings(scoringSettings, process.env), { readSecret, metrics, log });
  return wireEnrich(
    {
      redis,
      addressKey,
      enriched: kinesisSink(newKinesisClient(), settings.ENRICHED_STREAM),
      failures: failurePath("enrich", settings),
      enrichment: new Enrichment(
        coreSteps,
        pipelineVersion,
        steps,
        oncePerError(telemetry),
        personalProperties(settings, addressKey),
      ),
      tables: tablesOf(steps),
      ...(settings.SCORING === "inline" && { scoring: scoring() }),
      meters: enrichMeters(metrics),
      now: Date.now,
    },
    settings,
  );
});

function personalProperties(
  {
    PERSONAL_PROPERTIES: names,
    PERSONAL_STORED: stored,
  }: Pick<Settings<typeof enrichSettings>, "PERSONAL_PROPERTIES" | "PERSONAL_STORED">,
  key: string,
): PersonalProperties | undefined {
  return stored === "as_is" || names.length === 0
    ? undefined
    : new PersonalProperties({ names, stored, key });
}

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
