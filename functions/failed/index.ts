import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { kinesisClient, s3Client } from "../../shared/aws/clients.ts";
import { objectStore } from "../../shared/aws/s3.ts";
import { streamReader } from "../../shared/aws/stream-reader.ts";
import { lambda } from "../../shared/lambda.ts";
import { readSettings } from "../../shared/settings/contract.ts";
import { failedSettings } from "../../shared/settings/functions.ts";
import { failedHandler } from "./handler.ts";

export const handler = lambda("failed", async ({ log, metrics }) => {
  const settings = readSettings(failedSettings, process.env);
  return failedHandler({
    store: objectStore(s3Client(), settings.FAILED_BUCKET),
    reader: streamReader(kinesisClient()),
    prefix: settings.FAILED_PREFIX,
    report(outcome) {
      if ("error" in outcome) {
        log.error("message not written; it will come again", { ...outcome });
        return;
      }
      const { messageId, written, unreadable, pastRetention = 0 } = outcome;
      metrics.addMetric("FailedEventsWritten", MetricUnit.Count, written);
      if (pastRetention > 0) metrics.addMetric("RecordsPastRetention", MetricUnit.Count, pastRetention);
      if (unreadable) log.warn("message not understood; its bytes were kept", { messageId });
    },
  });
});
