import type { Compression } from "../../../shared/pack/compression.ts";
import type { LocalRuntime } from "../runtime/types.ts";

/** Names of the places that the accounting watches, as the stack declares them. */
export interface Places {
  rawStream: string;
  enrichedStream: string;
  predictionsTable: string;
  cursorsTable: string;
  failedBucket: string;
  failedQueue: string;
  failedPrefix: string;
  archiveBucket: string;
}

export function placesOf({ outputs, functions }: LocalRuntime): Places {
  return {
    rawStream: String(outputs.raw_stream),
    enrichedStream: String(outputs.enriched_stream),
    predictionsTable: String(outputs.predictions_table),
    cursorsTable: String(outputs.cursors_table),
    failedBucket: String(outputs.failed_bucket),
    failedQueue: String(outputs.failed_queue_url).split("/").at(-1)!,
    failedPrefix: functions.environment("failed").FAILED_PREFIX!,
    archiveBucket: String(outputs.archive_bucket),
  };
}

/** How producers pack, as the stack tells its own. */
export interface PackSettings {
  lanes: number;
  packBytes: number;
  compression: Compression;
}

export function packSettings({ functions }: LocalRuntime): PackSettings {
  const { LANES, PACK_BYTES, PACK_COMPRESSION } = functions.environment("produce");
  return {
    lanes: Number(LANES),
    packBytes: Number(PACK_BYTES),
    compression: PACK_COMPRESSION as Compression,
  };
}
