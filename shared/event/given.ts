import { clickIds } from "./click-ids.ts";
import { choice, code, country, real, text, zone } from "./fields.ts";
import type { Mark } from "./kind.ts";

/**
 * What a source may know better than enrichment could find it: a field of an enriched event that an event brings, or its
 * mapping gives, stays as it is, and `enrichment_status` says `given` of its fact.
 */

const deviceCategories = [
  "desktop",
  "mobile",
  "tablet",
  "tv",
  "console",
  "wearable",
  "bot",
  "other",
] as const;
export const referrerMedia = [
  "internal",
  "search",
  "social",
  "email",
  "paid",
  "ai_assistant",
  "unknown",
] as const;

/** By fact: fields that stand for one another. Of a campaign that a source names, nothing is guessed from the page. */
const facts = {
  os: { os: code("Operating system", 64) },
  browser: { browser: code("Browser", 64) },
  device_category: { device_category: choice("Kind of device", deviceCategories) },
  campaign: {
    utm_source: text("Source of the campaign", 256),
    utm_medium: text("Medium of the campaign", 256),
    utm_campaign: text("Name of the campaign", 256),
    utm_term: text("Term of the campaign", 256),
    utm_content: text("Content of the campaign", 256),
    utm_id: text("Identity of the campaign", 256),
    utm_source_platform: text("Platform that directed the traffic", 256),
    utm_creative_format: text("Format of the creative", 256),
    utm_marketing_tactic: text("Tactic of the campaign", 256),
  },
  click: {
    click_id: code("Identity of the click", 512),
    click_id_source: choice("Parameter that has it", Object.keys(clickIds)),
  },
  referrer: {
    referrer_medium: choice("Medium of the referrer", referrerMedia),
    referrer_source: code("Source of the referrer", 64),
  },
  geo: {
    geo_country: country("Country"),
    geo_region: code("Region", 128),
    geo_city: code("City", 128),
    geo_latitude: real("Degrees north"),
    geo_longitude: real("Degrees east"),
    geo_timezone: zone("Time zone", 64),
  },
};

type FactName = keyof typeof facts;

export const givenFields = {
  ...facts.os,
  ...facts.browser,
  ...facts.device_category,
  ...facts.campaign,
  ...facts.click,
  ...facts.referrer,
  ...facts.geo,
};

/** In the order of the schema, in which they are the last attributes of a raw event. */
const givenNames: readonly string[] = Object.keys(givenFields);

/** The bit of each, in a number that says which an event has. */
const bits: ReadonlyMap<string, number> = new Map(givenNames.map((name, at) => [name, 1 << at]));
export const givenBit = (name: string): number => bits.get(name) ?? 0;
export const givenBits = (names: readonly string[]): number =>
  names.reduce((mask, name) => mask | givenBit(name), 0);

const factBits = (Object.keys(facts) as FactName[]).map((fact) => ({
  fact,
  bits: givenBits(Object.keys(facts[fact])),
}));

/** What `enrichment_status` says of an event's own attributes. */
export type EventMarks = Readonly<Record<string, Mark | "given">>;

/** What an event's own facts leave to enrichment: nothing of the fields in `fields`. */
export interface GivenFacts {
  /** Bits of the fields that are the source's: those it gives, and those of the same fact that it leaves out. */
  fields: number;
  status: Readonly<Record<string, "given">>;
}

const known = new Map<number, GivenFacts>();
const MAX_KNOWN = 1_024;

/** @param given bits of the attributes that an event has */
export function givenFacts(given: number): GivenFacts {
  const before = known.get(given);
  if (before !== undefined) return before;
  const found = factBits.filter(({ bits }) => (bits & given) !== 0);
  const made: GivenFacts = {
    fields: found.reduce((all, { bits }) => all | bits, 0),
    status: Object.fromEntries(found.map(({ fact }) => [fact, "given"] as const)),
  };
  // A source gives the same ones each time; the bound is for one that does not.
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(given, made);
  return made;
}
