import type { FailureSink } from "../failure/failed-event.ts";
import { failureSink } from "../failure/sink.ts";
import { newS3Client, newSqsClient } from "./clients.ts";
import { objectStore } from "./s3.ts";
import { queueSink } from "./sqs.ts";

/** The failed-events path of a function, from its settings. */
export function failurePath(
  component: string,
  settings: { FAILED_QUEUE_URL: string; FAILED_BUCKET: string },
): FailureSink {
  return failureSink({
    component,
    queue: queueSink(newSqsClient(), settings.FAILED_QUEUE_URL),
    store: objectStore(newS3Client(), settings.FAILED_BUCKET),
  });
}
