import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { newKinesisClient, newS3Client, newSqsClient } from "../../shared/aws/clients.ts";
import { objectReader, objectStore } from "../../shared/aws/s3.ts";
import { queueSink } from "../../shared/aws/sqs.ts";
import { streamReader } from "../../shared/aws/stream-reader.ts";
import { lambda } from "../../shared/lambda.ts";
import { readSettings } from "../../shared/settings/contract.ts";
import { failedSettings } from "../../shared/settings/functions.ts";
import { failedHandler } from "./handler.ts";

export const handler = lambda("failed", async ({ log, metrics }) => {
  const settings = readSettings(failedSettings, process.env);
  const s3 = newS3Client();
  return failedHandler({
    store: objectStore(s3, settings.FAILED_BUCKET),
    reader: streamReader(newKinesisClient()),
    objects: objectReader(s3),
    queue: queueSink(newSqsClient(), settings.FAILED_QUEUE_URL),
    prefix: settings.FAILED_PREFIX,
    now: Date.now,
    report(outcome) {
      if ("error" in outcome) {
        log.error("message not written; it will come again", { ...outcome });
        return;
      }
      const { messageId, written, overlapping, pastRetention } = outcome;
      metrics.addMetric("FailedEventsWritten", MetricUnit.Count, written);
      if (overlapping > 0) metrics.addMetric("FailedEventsOverlapping", MetricUnit.Count, overlapping);
      if (pastRetention > 0) {
        metrics.addMetric("RecordsPastRetention", MetricUnit.Count, pastRetention);
        log.error("records were lost: past the retention of the stream before they could be read", {
          messageId,
          records: pastRetention,
        });
      }
      if (outcome.continued) log.info("the rest is left to a later invocation", { messageId, written });
      if (outcome.unreadable) log.warn("message not understood; its bytes were kept", { messageId });
    },
  });
});
