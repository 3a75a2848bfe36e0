import { PACK_BYTES } from "../../shared/pack/pack-bytes.ts";
import type { StackContext } from "../context.ts";
import type { EventStream } from "../streams.ts";

/**
 * Largest pack of enriched events that is compressed, before it is: some 40 KB on the stream, so that rounding up to
 * whole units of Firehose costs little. It is less than a Firehose record holds after the transform.
 */
const COMPRESSED_PACK_BYTES = 400 * 1024;

/** For a function that packs events, or keeps the state of their users. */
const packVariables = ({ environment }: StackContext) => ({
  LANES: String(environment.lanes),
  PACK_BYTES: String(PACK_BYTES),
});

/** For a function that writes raw events. */
export const rawPackVariables = (raw: EventStream, context: StackContext) => ({
  ...packVariables(context),
  RAW_STREAM: raw.name,
  PACK_COMPRESSION: context.environment.packCompression,
});

/** For a function that writes enriched events. */
export const enrichedPackVariables = (context: StackContext) => {
  const { enrichedCompression } = context.environment;
  return {
    ...packVariables(context),
    ...(enrichedCompression !== "none" && { PACK_BYTES: String(COMPRESSED_PACK_BYTES) }),
    ENRICHED_COMPRESSION: enrichedCompression,
  };
};
