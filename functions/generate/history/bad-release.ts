import type { RawEvent } from "../../../shared/event/raw.ts";
import { deviceOf } from "../../../shared/lane.ts";
import type { SyntheticEvent } from "../synthetic-event.ts";
import type { PastSpan } from "./rhythm.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long the release was out before somebody took it back, and how many days ago that was at most. */
const OUT_MS = 14 * HOUR;
const DAYS_AGO = 4;

/** When the release was out; undefined where the period is too short for one. */
export function badReleaseIn({ from, until }: PastSpan): PastSpan | undefined {
  const ago = Math.min(DAYS_AGO * DAY, (until - from) / 2);
  const out = { from: until - ago, until: until - ago + OUT_MS };
  return out.until < until ? out : undefined;
}

/** Whether the event comes from the app with the release. */
export function isOfRelease({ platform, received_at }: RawEvent, { from, until }: PastSpan): boolean {
  const at = Date.parse(String(received_at));
  return platform === "android" && at >= from && at < until;
}

/** As the release sent it: somebody tidied up the names of attributes. `{"op":"rename"}` of a replay's patch mends it. */
export function released(event: RawEvent): SyntheticEvent {
  const { event_name, metadata, ...rest } = event;
  const text = JSON.stringify({
    ...rest,
    eventName: event_name,
    metadata: { ...metadata, sdk: "android-7.13.0" },
  });
  const bad = { kind: "name of a bad release", stage: "validate", reason: "schema_violation" } as const;
  return { text, device: deviceOf(event), bad };
}
