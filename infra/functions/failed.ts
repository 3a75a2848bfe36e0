import type { Construct } from "constructs";
import { ERRORS_PREFIX } from "../archive.ts";
import type { Bucket } from "../bucket.ts";
import type { StackContext } from "../context.ts";
import { FAILED_PREFIX, type FailedEventStore } from "../failed.ts";
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
 * Failed queue → failed-events bucket. It reads the streams, as a trigger that gives up says only where records
 * stand, and what Firehose left in the archive bucket, as S3 says only which object it is.
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
      // What outlasts an invocation goes back to the queue.
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
