import { MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Telemetry } from "../lambda.ts";
import { newSecretsClient } from "./clients.ts";
import { type SecretReader, secretReader } from "./secrets.ts";

/** The secrets of a function, which logs and counts each time that an older value had to do. */
export function watchedSecrets({ log, metrics }: Pick<Telemetry, "log" | "metrics">): SecretReader {
  return secretReader(newSecretsClient(), {
    onKept({ name, message }) {
      metrics.addMetric("SecretsNotRead", MetricUnit.Count, 1);
      log.warn("a secret could not be read again; its last value is used", { error: name, reason: message });
    },
  });
}
