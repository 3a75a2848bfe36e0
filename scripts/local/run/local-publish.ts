import { setImmediate as nextTurn } from "node:timers/promises";
import { failureSink } from "../../../shared/failure/sink.ts";
import { type Publish, publisher } from "../../../shared/publish/publish.ts";
import type { LocalAws } from "../aws/contract.ts";
import type { PackSettings, Places } from "./places.ts";

/** Put, and entered in the accounts, in one go, some ms: the same thread serves the functions. */
const RECORDS_A_TURN = 8;

/**
 * The way onto the raw stream for sources that live in this process: they put past the gateway, whose faults are
 * meant for the functions, and what a producer costs is not what a run is to measure.
 */
export function localPublish(aws: LocalAws, places: Places, packs: PackSettings): Publish {
  return publisher({
    ...packs,
    sink: {
      async put(records) {
        const stream = aws.kinesis.stream(places.rawStream);
        for (let at = 0; at < records.length; at += RECORDS_A_TURN) {
          stream.put(records.slice(at, at + RECORDS_A_TURN));
          await nextTurn();
        }
        return [];
      },
    },
    failures: failureSink({
      component: "local",
      queue: {
        async send(bodies) {
          for (const body of bodies) aws.sqs.send(places.failedQueue, body);
          return [];
        },
      },
      store: {
        bucket: places.failedBucket,
        put: (key, bytes) => aws.s3.put(places.failedBucket, key, bytes),
        async get(key) {
          const object = await aws.s3.get(places.failedBucket, key);
          if (object === undefined) throw new Error(`There is no object ${key} in ${places.failedBucket}.`);
          return object;
        },
        async *list(prefix) {
          for (const { key, size } of await aws.s3.list(places.failedBucket, prefix))
            yield { key, bytes: size };
        },
      },
    }),
  });
}
