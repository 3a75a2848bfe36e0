import { newKinesisClient } from "../../shared/aws/clients.ts";
import { failurePath } from "../../shared/aws/failure-path.ts";
import { kinesisSink } from "../../shared/aws/kinesis.ts";
import type { FailureSink } from "../../shared/failure/failed-event.ts";
import { LANES } from "../../shared/lane.ts";
import { PACK_BYTES } from "../../shared/pack/pack-bytes.ts";
import { type Publish, publisher } from "../../shared/publish/publish.ts";
import { deployedStack, localStack } from "../replay/stack.ts";
import type { SendCommand } from "./options.ts";

/** Takes no failed events: they stay with the caller. */
const nowhere: FailureSink = { publish: async (failures) => [...failures] };

/** The way onto the raw stream that the command names. Sets the SDK's own variables for a local run or an endpoint. */
export function destination({ target, endpoint, lanes, compression }: SendCommand): Publish {
  const place =
    "stream" in target ? { raw_stream: target.stream, lanes: LANES, failures: nowhere } : stackOf(target);
  if (endpoint !== undefined) process.env.AWS_ENDPOINT_URL = endpoint;
  return publisher({
    sink: kinesisSink(newKinesisClient(), place.raw_stream),
    failures: place.failures,
    lanes: lanes ?? place.lanes,
    packBytes: PACK_BYTES,
    compression,
  });
}

function stackOf(target: { data: string } | { outputs: string }) {
  const stack = "outputs" in target ? deployedStack(target.outputs) : localStack(target.data);
  const { raw_stream, lanes, failed_bucket, failed_queue_url } = stack as typeof stack & {
    failed_queue_url?: string;
  };
  const failures =
    failed_queue_url === undefined
      ? nowhere
      : failurePath("send", { FAILED_QUEUE_URL: failed_queue_url, FAILED_BUCKET: failed_bucket });
  return { raw_stream, lanes: Number(lanes), failures };
}
