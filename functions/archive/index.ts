import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { failurePath } from "../../shared/aws/failure-path.ts";
import { lambda } from "../../shared/lambda.ts";
import { readSettings } from "../../shared/settings/contract.ts";
import { archiveSettings } from "../../shared/settings/functions.ts";
import { archiveHandler } from "./handler.ts";

export const handler = lambda("archive", async ({ log, metrics }) =>
  archiveHandler({
    failures: failurePath("archive", readSettings(archiveSettings, process.env)),
    report({ archived, failed, kept }) {
      metrics.addMetric("EventsArchived", MetricUnit.Count, archived);
      if (failed > 0) metrics.addMetric("EventsFailed", MetricUnit.Count, failed);
      if (kept > 0) log.warn("records left to Firehose, which keeps them under its error prefix", { kept });
    },
  }),
);
