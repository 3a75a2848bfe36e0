import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { lambda } from "../../shared/lambda.ts";
import { rawStreamPublisher } from "../../shared/publish/raw-stream.ts";
import { readSettings } from "../../shared/settings/contract.ts";
import { generateSettings } from "../../shared/settings/functions.ts";
import { generateHandler } from "./handler.ts";

export const handler = lambda("generate", async ({ metrics }) => {
  const settings = readSettings(generateSettings, process.env);
  return generateHandler({
    publish: rawStreamPublisher("generate", settings),
    events: settings.EVENTS_PER_INVOCATION,
    badRatio: settings.BAD_RATIO,
    report({ sent, failed, malformed }) {
      metrics.addMetric("EventsSent", MetricUnit.Count, sent);
      metrics.addMetric("EventsFailed", MetricUnit.Count, failed);
      metrics.addMetric("EventsMalformed", MetricUnit.Count, malformed);
    },
  });
});
