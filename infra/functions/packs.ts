import type { Context } from "../context.ts";
import type { Stream } from "../streams.ts";

/** Largest pack: a few dozen of them fill the 6 MB of one invocation, base64 included. */
const PACK_BYTES = 128 * 1024;

/** For a function that packs events, or keeps the state of their users. */
export const packSettings = ({ environment }: Context) => ({
  LANES: String(environment.lanes),
  PACK_BYTES: String(PACK_BYTES),
});

/** For a function that writes raw events. */
export const rawPackSettings = (raw: Stream, context: Context) => ({
  ...packSettings(context),
  RAW_STREAM: raw.name,
  PACK_COMPRESSION: context.environment.packCompression,
});
