import { ga4Channels } from "../steps/ga4-channels.ts";
import type { Channels } from "../steps/touch.ts";

/** The table of channels that is in force. Replace it by your own, or by GA4's with rows of yours before them. */
export const channels: Channels = ga4Channels;
