import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Context } from "../context.ts";
import type { Failed } from "../failed.ts";
import type { Cursors } from "../predictions.ts";
import { readBroughtSecret } from "../secrets.ts";
import type { Stream } from "../streams.ts";
import type { Variables } from "../variables.ts";
import { Lambda } from "./lambda.ts";
import { rawPackSettings } from "./packs.ts";
import { Schedule } from "./schedule.ts";

interface ProduceProps {
  raw: Stream;
  cursors: Cursors;
  failed: Failed;
  variables: Variables;
  after: readonly ITerraformDependable[];
}

/** What is kept of the timeout for the last page to be put and the cursor to be saved, s. */
const LAST_PAGE_SECONDS = 15;

/** Elasticsearch → raw, every minute. */
export function produce(scope: Construct, context: Context, props: ProduceProps): Lambda<"produce"> {
  const { raw, cursors, failed, variables, after } = props;
  const lambda = new Lambda(scope, "produce", context, {
    description: "Polls Elasticsearch and puts raw events",
    settings: {
      ...rawPackSettings(raw, context),
      ...failed.settings,
      ELASTICSEARCH_URL: variables.elasticsearchUrl,
      ELASTICSEARCH_SECRET_ARN: variables.elasticsearchSecretArn,
      ELASTICSEARCH_INDEX: variables.elasticsearchIndex,
      INGEST_TIME_FIELD: variables.ingestTimeField,
      CURSOR_TABLE: cursors.tableName,
      MAPPING: variables.mapping,
      OVERLAP_SECONDS: "60",
      LAG_SECONDS: "5",
      POLL_SECONDS: String(context.environment.functions.produce.timeoutSeconds - LAST_PAGE_SECONDS),
      PAGE_SIZE: "5000",
    },
    may: [
      ...raw.write(),
      ...failed.handOver(),
      cursors.readAndMove(),
      readBroughtSecret(context, "elasticsearch"),
    ],
  });
  new Schedule(lambda, {
    expression: "rate(1 minute)",
    enabled: context.environment.schedules.produce,
    after,
  });
  return lambda;
}
