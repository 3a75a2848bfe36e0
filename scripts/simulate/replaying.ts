import { kinesisSink } from "../../shared/aws/kinesis.ts";
import { objectStore } from "../../shared/aws/s3.ts";
import type { StreamSink } from "../../shared/stream.ts";
import { filterOf } from "../replay/filter.ts";
import { replay } from "../replay/run.ts";
import { Host } from "./host.ts";
import { bucketName, streamNames } from "./names.ts";
import { kinesisClientOf } from "./services/kinesis.ts";
import { s3ClientOf } from "./services/s3.ts";
import type { SimulatedWorld } from "./world.ts";

const PATIENCE_MS = 60_000;

/** Puts back what failed for a temporary cause, as `npm run replay -- --apply` does. */
export async function replayFailed({
  scenario,
  time,
  random,
  network,
  kinesis,
  buckets,
}: SimulatedWorld): Promise<void> {
  const host = new Host(time, random, 0);
  const client = kinesisClientOf(kinesis, network, host);
  const calmly = (stream: string): StreamSink => {
    const sink = kinesisSink(client, stream, host.pace);
    // The replay computes with the real clock.
    return { put: (records) => sink.put(records, host.now() + PATIENCE_MS) };
  };
  await replay({
    store: objectStore(s3ClientOf(buckets, network, host), bucketName),
    filter: filterOf({}),
    changes: {},
    all: false,
    force: false,
    maxReplays: 3,
    apply: { raw: calmly(streamNames.raw), enriched: calmly(streamNames.enriched), lanes: scenario.lanes },
  });
}
