import { newKinesisClient } from "../aws/clients.ts";
import { failurePath } from "../aws/failure-path.ts";
import { kinesisSink } from "../aws/kinesis.ts";
import type { Settings } from "../settings/contract.ts";
import type { generateSettings } from "../settings/functions.ts";
import { type Prepare, type Publish, type PublishParts, preparer, publisher } from "./publish.ts";

type RawStreamSettings = Pick<
  Settings<typeof generateSettings>,
  "RAW_STREAM" | "LANES" | "PACK_BYTES" | "PACK_COMPRESSION" | "FAILED_QUEUE_URL" | "FAILED_BUCKET"
>;

/** A function's publisher for the raw stream, from its settings. */
export const rawStreamPublisher = (component: string, settings: RawStreamSettings): Publish =>
  publisher(partsFrom(component, settings));

/** The same for a function that has to wait for a turn before it may publish. */
export const rawStreamPreparer = (component: string, settings: RawStreamSettings): Prepare =>
  preparer(partsFrom(component, settings));

const partsFrom = (component: string, settings: RawStreamSettings): PublishParts => ({
  sink: kinesisSink(newKinesisClient(), settings.RAW_STREAM),
  failures: failurePath(component, settings),
  lanes: settings.LANES,
  packBytes: settings.PACK_BYTES,
  compression: settings.PACK_COMPRESSION,
});
