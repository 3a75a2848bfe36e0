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

/** The campaign parameters of a query; the first of each name counts, values are cut at 256 characters. */
export function campaignOf(query: string | undefined): Campaign {
  if (query === undefined || !query.includes("utm_")) return none;
  const campaign = { ...none };
  for (const pair of query.split("&")) {
    const equals = pair.indexOf("=");
    const name = pair.slice(0, Math.max(0, equals));
    if (!isParameter(name) || campaign[name] !== undefined) continue;
    const value = decoded(pair.slice(equals + 1)).slice(0, 256);
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
