import { watchedSecrets } from "../../shared/aws/watched-secrets.ts";
import { lambda } from "../../shared/lambda.ts";
import { readSettings } from "../../shared/settings/contract.ts";
import { modelSettings } from "../../shared/settings/functions.ts";
import { modelHandler } from "./handler.ts";

/** A scoring service of the stack's own: a logistic model over the features, behind a function URL. */
export const handler = lambda("model", async (telemetry) => {
  const { MODEL_TOKEN_SECRET_ARN } = readSettings(modelSettings, process.env);
  return modelHandler(watchedSecrets(telemetry), MODEL_TOKEN_SECRET_ARN);
});
