import type { ScannedEvent } from "../../shared/event/scan.ts";
import type { Touch } from "../../shared/steps/touch.ts";
import { type Arrival, arrivalOf, fromWithin } from "./session/arrival.ts";
import { pageOf } from "./steps/page.ts";
import type { Texts } from "./write/texts.ts";

export type ReadArrival = (scanned: ScannedEvent) => Arrival | undefined;

/** What the text steps have made of the event that is being scanned, as far as it says how the visitor arrived. */
export function readArrival(texts: Texts): ReadArrival {
  const page = texts.giving("utm_source");
  const referrer = texts.giving("referrer_medium");
  return (scanned) => {
    const ofPage = page.current?.values;
    const ofReferrer = referrer.current?.values;
    // Most pages were reached from another of the same site, and name no campaign.
    if (scanned.given === 0) {
      const medium = ofReferrer?.referrer_medium;
      const campaign =
        ofPage?.utm_source ?? ofPage?.utm_medium ?? ofPage?.utm_campaign ?? ofPage?.click_id_source;
      if (campaign === undefined && medium === undefined) return undefined;
      if (campaign === undefined && medium === "internal") return fromWithin;
    }
    const value = (field: string) => texts.valueOf(field, scanned);
    const medium = value("referrer_medium") as Touch["referrer_medium"];
    return arrivalOf({
      referrer_medium: medium,
      referrer_source:
        medium === undefined ? undefined : (value("referrer_source") ?? hostOf(referrer.current?.text)),
      utm_source: value("utm_source"),
      utm_medium: value("utm_medium"),
      utm_campaign: value("utm_campaign"),
      utm_term: value("utm_term"),
      utm_content: value("utm_content"),
      click_id_source: value("click_id_source"),
    });
  };
}

const hostOf = (address: string | undefined): string | undefined =>
  address === undefined ? undefined : pageOf(address).host;
