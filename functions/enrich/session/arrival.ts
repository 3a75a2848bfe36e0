import { BoundedCache } from "../../../shared/bounded-cache.ts";
import type { Touch } from "../../../shared/steps/touch.ts";

/** What an event says of how the visitor arrived; undefined of the many that say nothing. */
export interface Arrival {
  /** Undefined where the visitor came from a page of the site itself. */
  touch: Touch | undefined;
  /** Whether it is a campaign or a marked click, which counts wherever in a session it stands. */
  isCampaign: boolean;
}

/** From a page of the site itself, which names no campaign. */
export const fromWithin: Arrival = { touch: undefined, isCampaign: false };
const kept = new BoundedCache<Arrival>(8_192);

/** Texts that tell a touch from others, with one character between them that stands in none. */
const keyOf = (touch: Touch): string => Object.values(touch).join("\u0000");

/**
 * @param touch as the fields of the event have it
 * @returns the same object for the same touch
 */
export function arrivalOf(touch: Touch): Arrival | undefined {
  const isCampaign =
    (touch.utm_source ?? touch.utm_medium ?? touch.utm_campaign ?? touch.click_id_source) !== undefined;
  if (!isCampaign) {
    if (touch.referrer_medium === undefined) return undefined;
    if (touch.referrer_medium === "internal") return fromWithin;
  }
  const key = keyOf(touch);
  const known = kept.get(key);
  if (known !== undefined) return known;
  // What a campaign was reached from, within the site, is no part of it.
  const own: Touch =
    touch.referrer_medium === "internal"
      ? { ...touch, referrer_medium: undefined, referrer_source: undefined }
      : touch;
  const arrival = { touch: own, isCampaign };
  kept.set(key, arrival);
  return arrival;
}

/** How a session's visitor has arrived so far: not known, not told yet, or told. */
export type Arrived =
  /** The session is older than the figure. */
  { known: false } | { known: true; told: boolean; touch: Touch | undefined };

export const notKnown: Arrived = { known: false };
export const notTold: Arrived = { known: true, told: false, touch: undefined };
const direct: Arrived = { known: true, told: true, touch: undefined };

const byTouch = new WeakMap<Touch, Arrived>();

/** Told by a touch; the same object for the same touch. */
export function toldBy(touch: Touch | undefined): Arrived {
  if (touch === undefined) return direct;
  let told = byTouch.get(touch);
  if (told === undefined) {
    told = { known: true, told: true, touch };
    byTouch.set(touch, told);
  }
  return told;
}

/**
 * What an event adds. A campaign replaces what was before: the last touch counts that was not direct. A referrer counts
 * only where the session begins to tell: a page of payments sends buyers back, and did not bring them.
 */
export function arrivedAfter(before: Arrived, arrival: Arrival | undefined): Arrived {
  if (arrival === undefined) return before;
  if (arrival.isCampaign) return toldBy(arrival.touch);
  return before.known && !before.told ? toldBy(arrival.touch) : before;
}
