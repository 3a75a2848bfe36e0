import { LANES } from "../../shared/lane.ts";
import type { Context } from "../context.ts";
import type { Stream } from "../streams.ts";

/** Largest pack: a few dozen of them fill the 6 MB of one invocation, base64 included. */
const PACK_BYTES = 128 * 1024;

export const packSettings = { LANES: String(LANES), PACK_BYTES: String(PACK_BYTES) };

/** For a function that writes raw events. */
export const rawPackSettings = (raw: Stream, { environment }: Context) => ({
  ...packSettings,
  RAW_STREAM: raw.name,
  PACK_COMPRESSION: environment.packCompression,
});
