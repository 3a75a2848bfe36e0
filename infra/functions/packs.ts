import type { StackContext } from "../context.ts";
import type { EventStream } from "../streams.ts";

/**
 * Largest pack: dozens of them fill the 6 MB of one invocation. Three whole payload units of Kinesis (25 KB) and fifteen
 * of Firehose (5 KB); and in base64 under 128 KiB, beyond which V8 maps a text into memory and out again by itself: with
 * packs of 128 KiB the local run took a quarter more of the kernel's time (12 to 9.4 s for 60,000 events).
 */
const PACK_BYTES = 75 * 1024;

/** For a function that packs events, or keeps the state of their users. */
export const packVariables = ({ environment }: StackContext) => ({
  LANES: String(environment.lanes),
  PACK_BYTES: String(PACK_BYTES),
});

/** For a function that writes raw events. */
export const rawPackVariables = (raw: EventStream, context: StackContext) => ({
  ...packVariables(context),
  RAW_STREAM: raw.name,
  PACK_COMPRESSION: context.environment.packCompression,
});
