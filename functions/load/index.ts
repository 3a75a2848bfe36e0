import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { newS3Client } from "../../shared/aws/clients.ts";
import { objectStore } from "../../shared/aws/s3.ts";
import { watchedSecrets } from "../../shared/aws/watched-secrets.ts";
import { lambda } from "../../shared/lambda.ts";
import { connectRedis } from "../../shared/redis/connect.ts";
import { credentialsIn } from "../../shared/redis/credentials.ts";
import { versionedLoad } from "../../shared/redis/look-up/load.ts";
import { readSettings } from "../../shared/settings/contract.ts";
import { loadSettings } from "../../shared/settings/functions.ts";
import { loadHandler } from "./handler.ts";

/** Credentials that Redis refuses are read anew, unless that was just now. */
const ROTATED_MS = 1_000;
/** A command may wait behind the many of its batch. */
const COMMAND_MS = 20_000;

/** Uploaded look-up tables → Redis. */
export const handler = lambda("load", async (telemetry) => {
  const settings = readSettings(loadSettings, process.env);
  const readSecret = watchedSecrets(telemetry);
  const readCredentials = async () => credentialsIn(await readSecret(settings.REDIS_SECRET_ARN, ROTATED_MS));
  const redis = connectRedis({
    host: settings.REDIS_HOST,
    port: settings.REDIS_PORT,
    tls: settings.REDIS_TLS,
    cluster: settings.REDIS_CLUSTER,
    commandTimeoutMs: COMMAND_MS,
    readCredentials,
    ...(await readCredentials()),
  });
  telemetry.opened(redis.close);
  const store = objectStore(newS3Client(), settings.LOOKUPS_BUCKET);
  return loadHandler({
    read: store.get,
    loadInto: (version) => versionedLoad(redis, version),
    report({ keys }) {
      telemetry.metrics.addMetric("LookUpKeysLoaded", MetricUnit.Count, keys);
    },
  });
});
