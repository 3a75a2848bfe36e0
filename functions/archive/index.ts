import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { newS3Client } from "../../shared/aws/clients.ts";
import { failurePath } from "../../shared/aws/failure-path.ts";
import { objectStore } from "../../shared/aws/s3.ts";
import { glueColumns } from "../../shared/columns/glue.ts";
import { lambda } from "../../shared/lambda.ts";
import { readSettings } from "../../shared/settings/contract.ts";
import { archiveSettings } from "../../shared/settings/functions.ts";
import { archivedFields, stepsNamed } from "../../shared/steps/in-force.ts";
import { archiveLineCheck } from "./check.ts";
import { directWriter } from "./direct.ts";
import { archiveHandler } from "./handler.ts";

export const handler = lambda("archive", async ({ log, metrics }) => {
  const settings = readSettings(archiveSettings, process.env);
  const fields = archivedFields(stepsNamed(settings.CUSTOM_COLUMNS));
  const store = objectStore(newS3Client(), settings.ARCHIVE_BUCKET);
  return archiveHandler({
    failures: failurePath("archive", settings),
    rules: { folders: settings.ARCHIVE_FOLDERS, firstDay: settings.FIRST_DAY },
    checkLine: archiveLineCheck(fields),
    writeDirect: directWriter(store, settings.ARCHIVE_PREFIX, glueColumns(fields)),
    now: Date.now,
    report({ archived, direct, failed, kept }) {
      metrics.addMetric("EventsArchived", MetricUnit.Count, archived);
      if (direct > 0) metrics.addMetric("EventsArchivedDirectly", MetricUnit.Count, direct);
      if (failed > 0) metrics.addMetric("EventsFailed", MetricUnit.Count, failed);
      if (kept > 0) log.warn("records left to Firehose, which keeps them under its error prefix", { kept });
    },
  });
});
