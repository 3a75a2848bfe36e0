import { clickIds } from "../../../shared/event/click-ids.ts";
import { cutText } from "../../../shared/event/texts.ts";
import { textStep, type Values } from "../step.ts";
import { pageOf } from "./page.ts";

/** The campaign that brought the visitor to the page. */
export const campaign = textStep("campaign", {
  reads: "page_url",
  of: (url) => first(url, campaignOf, none),
});

/** The click that did, where its network marks it. */
export const click = textStep("click", {
  reads: "page_url",
  of: (url) => first(url, clickOf, noClick),
});

/** What the query says, else what the fragment does: some pages have their parameters there, also behind a route of theirs. */
function first<Found>(url: string, find: (query: string | undefined) => Found, nothing: Found): Found {
  const { query, fragment } = pageOf(url);
  const found = find(query);
  return found === nothing && fragment?.includes("=")
    ? find(fragment.slice(fragment.indexOf("?") + 1))
    : found;
}

type Campaign = Values<"campaign">;

const none: Campaign = {
  utm_source: undefined,
  utm_medium: undefined,
  utm_campaign: undefined,
  utm_term: undefined,
  utm_content: undefined,
  utm_id: undefined,
  utm_source_platform: undefined,
  utm_creative_format: undefined,
  utm_marketing_tactic: undefined,
};

const noClick: Values<"click"> = { click_id: undefined, click_id_source: undefined };

const isParameter = (name: string): name is keyof Campaign => Object.hasOwn(none, name);

/** Of a campaign's text that is kept. */
const MAX_LENGTH = 256;
/** A longer one is no identity, and a part of it would be another one. */
const MAX_CLICK_ID = 512;
/** What an address has in the place of its ampersands that was written into HTML, perhaps twice. */
const AMPERSAND = /&(?:amp;)+/gi;

/**
 * The campaign parameters of a query, in letters of any case and with their names escaped or not; the first of each name
 * counts. A value that was escaped twice is read twice. Of values the first 256 characters are kept, without blanks around
 * them, and no half of one that UTF-16 writes in two.
 */
export function campaignOf(query: string | undefined): Campaign {
  let found: Campaign | undefined;
  eachParameter(query, (name, value) => {
    if (!isParameter(name) || found?.[name] !== undefined) return;
    const text = cutText(onceMore(decoded(value)).trim(), MAX_LENGTH);
    if (text === "") return;
    found ??= { ...none };
    found[name] = text;
  });
  return found ?? none;
}

const places = new Map(Object.keys(clickIds).map((name, at) => [name, at]));

/** The identity of the click; of several the one that stands first in the table. */
export function clickOf(query: string | undefined): Values<"click"> {
  let best = Number.POSITIVE_INFINITY;
  let click = noClick;
  eachParameter(query, (name, value) => {
    const place = places.get(name);
    if (place === undefined || place >= best) return;
    const id = decoded(value);
    if (id === "" || id.length > MAX_CLICK_ID) return;
    best = place;
    click = { click_id: id, click_id_source: name };
  });
  return click;
}

function eachParameter(query: string | undefined, take: (name: string, value: string) => void): void {
  if (query === undefined) return;
  const plain = query.includes("&amp") || query.includes("&AMP") ? query.replace(AMPERSAND, "&") : query;
  for (const pair of plain.split("&")) {
    const equals = pair.indexOf("=");
    if (equals > 0) take(decoded(pair.slice(0, equals)).trim().toLowerCase(), pair.slice(equals + 1));
  }
}

const onceMore = (text: string): string => (ESCAPED.test(text) ? decoded(text) : text);
const ESCAPED = /%[\da-f]{2}/i;

function decoded(value: string): string {
  if (!value.includes("%") && !value.includes("+")) return value;
  try {
    return decodeURIComponent(value.replaceAll("+", " "));
  } catch {
    // A malformed escape is the visitor's, not an error of ours: the text is kept as it was written.
    return value;
  }
}
