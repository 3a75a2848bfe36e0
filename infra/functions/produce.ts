import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { clockMinutes } from "../../shared/observability/cadence.ts";
import type { StackContext } from "../context.ts";
import type { FailedEventStore } from "../failed.ts";
import type { StackNetwork } from "../network.ts";
import type { Cursors } from "../predictions.ts";
import { readCredential } from "../secrets.ts";
import type { EventStream } from "../streams.ts";
import type { Variables } from "../variables.ts";
import { Lambda } from "./lambda.ts";
import { rawPackVariables } from "./packs.ts";
import { FunctionSchedule } from "./schedule.ts";

interface ProduceProps {
  raw: EventStream;
  cursors: Cursors;
  failed: FailedEventStore;
  variables: Variables;
  network: StackNetwork;
  after: readonly ITerraformDependable[];
}

/** What is kept of the timeout for the last page to be put and the cursor to be saved, s. */
const LAST_PAGE_SECONDS = 15;
/** The longest that an invocation polls, s: the next ones come after a minute. */
const LONGEST_POLL_SECONDS = 58;

/**
 * Elasticsearch → raw, every minute, by as many invocations as there are slices; without an Elasticsearch the function is
 * there, and the clock is off.
 */
export function produceFunction(
  scope: Construct,
  context: StackContext,
  props: ProduceProps,
): Lambda<"produce"> {
  const { raw, cursors, failed, variables, network, after } = props;
  const { elasticsearch } = variables;
  const lambda = new Lambda(scope, "produce", context, {
    description: "Polls Elasticsearch and puts raw events",
    place: elasticsearch && network.placeFor("elasticsearch"),
    settings: {
      ...rawPackVariables(raw, context),
      ...failed.settings,
      ELASTICSEARCH_URL: elasticsearch?.url ?? "",
      ELASTICSEARCH_SECRET_ARN: elasticsearch?.secretArn ?? "",
      ELASTICSEARCH_INDEX: variables.elasticsearchIndex,
      INGEST_TIME_FIELD: variables.ingestTimeField,
      CURSOR_TABLE: cursors.tableName,
      MAPPING: variables.mapping,
      OVERLAP_SECONDS: "60",
      LAG_SECONDS: String(context.environment.ingestLagSeconds),
      POLL_SECONDS: String(
        Math.min(
          context.environment.functions.produce.timeoutSeconds - LAST_PAGE_SECONDS,
          LONGEST_POLL_SECONDS,
        ),
      ),
      PAGE_SIZE: "10000",
      SLICES: String(context.environment.elasticsearchSlices),
    },
    may: [
      ...raw.write(),
      ...failed.handOver(),
      cursors.readAndMove(),
      ...(elasticsearch ? readCredential(context, elasticsearch) : []),
    ],
  });
  new FunctionSchedule(lambda, {
    everyMinutes: clockMinutes.produce,
    atOnce: context.environment.elasticsearchSlices,
    enabled: context.environment.schedules.produce && elasticsearch !== undefined,
    after,
  });
  return lambda;
}
