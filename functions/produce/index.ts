import { setTimeout as sleep } from "node:timers/promises";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { checkpoints } from "../../shared/aws/checkpoints.ts";
import { newDynamoClient } from "../../shared/aws/clients.ts";
import { watchedSecrets } from "../../shared/aws/watched-secrets.ts";
import { lambda } from "../../shared/lambda.ts";
import { loadMapping } from "../../shared/mapping/load.ts";
import { rawStreamPreparer } from "../../shared/publish/raw-stream.ts";
import { readSettings } from "../../shared/settings/contract.ts";
import { produceSettings } from "../../shared/settings/functions.ts";
import { SettingError } from "../../shared/settings/kinds.ts";
import { readsField } from "./document.ts";
import { clientByKey, elasticsearchSource } from "./elasticsearch.ts";
import { toMillis } from "./ingest-time.ts";
import { wireProduce } from "./wiring.ts";

export const handler = lambda("produce", async ({ log, metrics }) => {
  const settings = readSettings(produceSettings, process.env);
  const mapping = loadMapping(settings.MAPPING);
  const secret = watchedSecrets({ log, metrics });
  if (settings.ELASTICSEARCH_URL === undefined)
    throw new SettingError("There is no Elasticsearch to poll: deploy with ELASTICSEARCH_URL.");
  const clientFor = clientByKey(settings.ELASTICSEARCH_URL);

  return wireProduce(
    {
      mapping,
      source: async () =>
        elasticsearchSource({
          client: clientFor(await secret(settings.ELASTICSEARCH_SECRET_ARN)),
          index: settings.ELASTICSEARCH_INDEX,
          ingestField: settings.INGEST_TIME_FIELD,
          pageSize: settings.PAGE_SIZE,
          stripIngestField: !readsField(mapping, settings.INGEST_TIME_FIELD),
        }),
      checkpoints: checkpoints(newDynamoClient(), settings.CURSOR_TABLE),
      prepare: rawStreamPreparer("produce", settings),
      now: Date.now,
      sleep,
      report({ sent, failed, unreachable, lost }, { cursor }) {
        metrics.addMetric("EventsSent", MetricUnit.Count, sent);
        metrics.addMetric("EventsFailed", MetricUnit.Count, failed);
        metrics.addMetric("DocumentsUnreachable", MetricUnit.Count, unreachable);
        if (cursor) metrics.addMetric("CursorAge", MetricUnit.Milliseconds, Date.now() - toMillis(cursor));
        if (lost > 0)
          log.warn("slices were lost to other invocations: reading took longer than the lease", { lost });
        if (unreachable > 0)
          log.warn("documents without an ingest time are never read: set it in an ingest pipeline", {
            unreachable,
          });
      },
    },
    settings,
  );
});
