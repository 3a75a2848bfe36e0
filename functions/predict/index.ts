import { failurePath } from "../../shared/aws/failure-path.ts";
import { watchedSecrets } from "../../shared/aws/watched-secrets.ts";
import { lambda } from "../../shared/lambda.ts";
import { scoringParts } from "../../shared/scoring/parts.ts";
import { readSettings } from "../../shared/settings/contract.ts";
import { predictSettings } from "../../shared/settings/functions.ts";
import { predictHandler } from "./handler.ts";
import { predictMeters } from "./meters.ts";

/** Enriched events → the ML REST API → the predictions table. */
export const handler = lambda("predict", async ({ log, metrics }) => {
  const settings = readSettings(predictSettings, process.env);
  const readSecret = watchedSecrets({ log, metrics });
  const { ports, policy } = scoringParts(settings, { readSecret, metrics, log });
  const failures = failurePath("predict", settings);
  return predictHandler({ ...ports, failures, report: predictMeters(metrics), now: Date.now }, policy);
});
