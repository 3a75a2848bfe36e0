import type { Construct } from "constructs";
import { ERRORS_PREFIX, FAILED_PREFIX } from "../../shared/failure/prefixes.ts";
import type { Bucket } from "../bucket.ts";
import type { StackContext } from "../context.ts";
import type { FailedEventStore } from "../failed.ts";
import { allowStatement } from "../policy.ts";
import type { EventStreams } from "../streams.ts";
import { Lambda } from "./lambda.ts";
import { QueueSource, queueRead } from "./trigger.ts";

interface FailedWriterProps {
  failed: FailedEventStore;
  streams: EventStreams;
  archive: Bucket;
}

/**
 * Failed queue → failed-events bucket. It also reads the streams, because a trigger that gives up sends only the
 * positions of its records, and the archive bucket, because S3 sends only the name of Firehose's error object.
 */
export function failedFunction(
  scope: Construct,
  context: StackContext,
  props: FailedWriterProps,
): Lambda<"failed"> {
  const { failed, streams, archive } = props;
  const lambda = new Lambda(scope, "failed", context, {
    description: "Writes failed events to their bucket",
    settings: { ...failed.settings, FAILED_PREFIX },
    may: [
      queueRead(failed),
      // To put work that does not fit into one invocation back on the queue.
      allowStatement(["sqs:SendMessage"], [failed.queueArn]),
      ...failed.bucket.write(),
      ...streams.raw.fetch(),
      ...streams.enriched.fetch(),
      ...archive.read(ERRORS_PREFIX),
    ],
  });
  new QueueSource(lambda, failed, context.environment.triggers.failed);
  return lambda;
}
