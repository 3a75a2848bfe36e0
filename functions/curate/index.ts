import { setTimeout as sleep } from "node:timers/promises";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { fetchedRows, queryEnded, startQuery } from "../../shared/aws/athena.ts";
import { checkpoints } from "../../shared/aws/checkpoints.ts";
import { newAthenaClient, newDynamoClient, newS3Client } from "../../shared/aws/clients.ts";
import { listedObjects } from "../../shared/aws/s3.ts";
import { eventPartitions, glueColumns } from "../../shared/columns/glue.ts";
import { CURATED_PREFIX } from "../../shared/curated/iceberg.ts";
import { lambda } from "../../shared/lambda.ts";
import { rollups } from "../../shared/rollups/rollups.ts";
import { readSettings } from "../../shared/settings/contract.ts";
import { curateSettings } from "../../shared/settings/functions.ts";
import { archivedFields, stepsNamed } from "../../shared/steps/in-force.ts";
import { curateHandler } from "./handler.ts";
import { storedProgress } from "./progress.ts";
import { StillRunning } from "./statements.ts";

export const handler = lambda("curate", async ({ metrics }) => {
  const settings = readSettings(curateSettings, process.env);
  const { ARCHIVE_BUCKET, ARCHIVE_PREFIX, DATABASE, WORKGROUP } = settings;
  const athena = newAthenaClient();
  const s3 = newS3Client();
  const place = { workgroup: WORKGROUP, database: DATABASE };
  const until = (deadline: number) => (ms: number) => {
    if (Date.now() + ms > deadline)
      throw new StillRunning("A statement runs on; the next invocation waits for it.");
    return sleep(ms);
  };
  return curateHandler({
    start: (sql) => startQuery(athena, sql, place),
    async ended(id, deadline) {
      await queryEnded(athena, id, until(deadline));
      return (await fetchedRows(athena, id)).rows;
    },
    landed: () => listedObjects(s3, ARCHIVE_BUCKET, ARCHIVE_PREFIX),
    progress: storedProgress(checkpoints(newDynamoClient(), settings.CURSOR_TABLE)),
    columns: [...glueColumns(archivedFields(stepsNamed(settings.CUSTOM_COLUMNS))), ...eventPartitions],
    database: DATABASE,
    rollups,
    folder: `s3://${ARCHIVE_BUCKET}/${CURATED_PREFIX}`,
    keepDays: settings.KEEP_DAYS,
    now: Date.now,
    report({ hours, waiting, behindHours }) {
      metrics.addMetric("HoursMerged", MetricUnit.Count, hours);
      metrics.addMetric("FilesWaiting", MetricUnit.Count, waiting);
      metrics.addMetric("HoursBehind", MetricUnit.Count, behindHours);
    },
  });
});
