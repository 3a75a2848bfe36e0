import { cutText } from "../../../shared/event/texts.ts";
import { textStep, type Values } from "../step.ts";
import { pageOf } from "./page.ts";

/** The campaign that brought the visitor to the page. */
export const campaign = textStep("campaign", {
  reads: "page_url",
  of: (url) => campaignOf(pageOf(url).query),
});

type Campaign = Values<"campaign">;

const none: Campaign = {
  utm_source: undefined,
  utm_medium: undefined,
  utm_campaign: undefined,
  utm_term: undefined,
  utm_content: undefined,
};

const isParameter = (name: string): name is keyof Campaign => Object.hasOwn(none, name);

/** Of a campaign's text that is kept. */
const MAX_LENGTH = 256;
/** What an address has in the place of its ampersands that was written into HTML, perhaps twice. */
const AMPERSAND = /&(?:amp;)+/gi;

/**
 * The campaign parameters of a query; the first of each name counts. Of values the first 256 characters are kept, and no
 * half of one that UTF-16 writes in two.
 */
export function campaignOf(query: string | undefined): Campaign {
  if (query === undefined || !query.includes("utm_")) return none;
  const campaign = { ...none };
  for (const pair of query.replace(AMPERSAND, "&").split("&")) {
    const equals = pair.indexOf("=");
    const name = pair.slice(0, Math.max(0, equals));
    if (!isParameter(name) || campaign[name] !== undefined) continue;
    const value = cutText(decoded(pair.slice(equals + 1)), MAX_LENGTH);
    if (value !== "") campaign[name] = value;
  }
  return campaign;
}

function decoded(value: string): string {
  if (!value.includes("%") && !value.includes("+")) return value;
  try {
    return decodeURIComponent(value.replaceAll("+", " "));
  } catch {
    // A malformed escape is the visitor's, not an error of ours: the text is kept as it was written.
    return value;
  }
}
