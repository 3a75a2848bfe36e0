import { ERRORS_PREFIX } from "../../shared/failure/prefixes.ts";
import type { Converter } from "../local/runtime/firehose/convert/converter.ts";
import { jsonObjects } from "../local/runtime/firehose/convert/json-objects.ts";
import { type Delivery, runDelivery } from "../local/runtime/firehose/delivery.ts";
import type { DeliveryDefinition } from "../local/runtime/firehose/types.ts";
import type { SimulatedLambda } from "./lambda.ts";
import { accountId, archiveBucket, functionArn, simulatedRegion, streamNames } from "./names.ts";
import { announceObject, leave } from "./services/left-behind.ts";
import type { SimulatedWorld } from "./world.ts";

/** The delivery stream as the stack declares it, with small buffers. */
const definition: DeliveryDefinition = {
  name: "archive",
  arn: `arn:aws:firehose:${simulatedRegion}:${accountId}:deliverystream/archive`,
  sourceArn: `arn:aws:kinesis:${simulatedRegion}:${accountId}:stream/${streamNames.enriched}`,
  bucket: archiveBucket,
  prefix:
    "events/dt=!{partitionKeyFromLambda:dt}/hour=!{partitionKeyFromLambda:hour}/source=!{partitionKeyFromLambda:source}/",
  errorPrefix: "errors/!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/",
  bufferBytes: 64 * 1024 * 1024,
  bufferMs: 20_000,
  dynamicPartitioning: true,
  transform: {
    functionArn: functionArn("archive"),
    bufferBytes: 2 * 1024 * 1024,
    bufferMs: 5_000,
    retries: 3,
  },
  conversion: { database: "clickstream", table: "events" },
  gzip: false,
  extension: ".ndjson",
};

/**
 * Checks records as the conversion does, and keeps their lines instead of writing Parquet, so that they can be read again
 * at once.
 */
const converter: Converter = {
  async convert(_columns, records) {
    const failures: { index: number; code: string; message: string }[] = [];
    const sound: Uint8Array[] = [];
    let rows = 0;
    for (const [index, record] of records.entries()) {
      try {
        rows += jsonObjects(Buffer.from(record).toString()).length;
        sound.push(record);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        failures.push({ index, code: "DataFormatConversion.ParseError", message: error.message });
      }
    }
    return { parquet: sound.length > 0 ? Buffer.concat(sound) : undefined, rows, failures };
  },
  async close() {},
};

/** The running delivery stream: transform, buffers, partitions and error objects are those of the local runtime. */
export function deliver(world: SimulatedWorld, invoke: SimulatedLambda["invoke"]): Delivery {
  const put = async (bucket: string, key: string, body: Uint8Array) => {
    leave(world, bucket, key, body);
    if (key.startsWith(ERRORS_PREFIX)) announceObject(world, bucket, key);
  };
  return runDelivery(
    definition,
    world.kinesis.stream(streamNames.enriched),
    {
      functionName: "archive",
      columns: [],
      transformMs: () => 5_000,
      bufferMs: () => 20_000,
      bufferBytes: Number.POSITIVE_INFINITY,
      retryPauseMs: 1_000,
    },
    {
      clock: world.time,
      region: simulatedRegion,
      accountId,
      invoke,
      converter,
      s3: { put } as never,
      log() {},
    },
  );
}
