import { newSecretsClient } from "../../shared/aws/clients.ts";
import { failurePath } from "../../shared/aws/failure-path.ts";
import { secretReader } from "../../shared/aws/secrets.ts";
import { lambda } from "../../shared/lambda.ts";
import { scoringParts } from "../../shared/scoring/wiring.ts";
import { readSettings } from "../../shared/settings/contract.ts";
import { predictSettings } from "../../shared/settings/functions.ts";
import { predictHandler } from "./handler.ts";
import { predictMeters } from "./meters.ts";

/** Enriched events → the ML REST API → the predictions table. */
export const handler = lambda("predict", async ({ metrics }) => {
  const settings = readSettings(predictSettings, process.env);
  const { ports, policy } = scoringParts(settings, secretReader(newSecretsClient()), metrics);
  const failures = failurePath("predict", settings);
  return predictHandler({ ...ports, failures, report: predictMeters(metrics), now: Date.now }, policy);
});
