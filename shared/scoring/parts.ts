import { newDynamoClient, newS3Client } from "../aws/clients.ts";
import { tableSink } from "../aws/dynamodb.ts";
import { objectStore } from "../aws/s3.ts";
import type { SecretReader } from "../aws/secrets.ts";
import type { Telemetry } from "../lambda.ts";
import type { Settings } from "../settings/contract.ts";
import type { scoringSettings } from "../settings/functions.ts";
import { predictionArchive } from "./archived.ts";
import { scoringMeters } from "./meters.ts";
import { wireScoring } from "./wiring.ts";

/** The scoring core on the real model and table. */
export const scoringParts = (
  settings: Settings<typeof scoringSettings>,
  { readSecret, metrics, log }: Pick<Telemetry, "metrics" | "log"> & { readSecret: SecretReader },
) =>
  wireScoring(
    {
      token: () => readSecret(settings.MODEL_SECRET_ARN),
      table: tableSink(newDynamoClient(), settings.PREDICTIONS_TABLE),
      ...(settings.PREDICTIONS_BUCKET !== undefined && {
        archive: predictionArchive(objectStore(newS3Client(), settings.PREDICTIONS_BUCKET)),
      }),
      meters: scoringMeters(metrics, log),
    },
    settings,
  );
