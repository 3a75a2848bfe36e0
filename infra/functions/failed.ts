import type { Construct } from "constructs";
import type { Context } from "../context.ts";
import { FAILED_PREFIX, type Failed } from "../failed.ts";
import type { Streams } from "../streams.ts";
import { Lambda } from "./lambda.ts";
import { QueueSource, queueRead } from "./trigger.ts";

interface FailedWriterProps {
  failed: Failed;
  streams: Streams;
}

/** Failed queue → failed-events bucket. It reads the streams: a trigger that gives up says only where records stand. */
export function failedWriter(scope: Construct, context: Context, props: FailedWriterProps): Lambda<"failed"> {
  const { failed, streams } = props;
  const lambda = new Lambda(scope, "failed", context, {
    description: "Writes failed events to their bucket",
    settings: { FAILED_BUCKET: failed.bucket.name, FAILED_PREFIX },
    may: [queueRead(failed), ...failed.bucket.write(), ...streams.raw.fetch(), ...streams.enriched.fetch()],
  });
  new QueueSource(lambda, failed, context.environment.triggers.failed);
  return lambda;
}
