import { mistakesOf } from "./check.ts";
import { hint } from "./nearest.ts";
import type { SourceMapping } from "./source-mapping.ts";
import amplitude from "./sources/amplitude.json" with { type: "json" };
import camel from "./sources/camel.json" with { type: "json" };
import ga4 from "./sources/ga4.json" with { type: "json" };
import mixpanel from "./sources/mixpanel.json" with { type: "json" };
import native from "./sources/native.json" with { type: "json" };
import nycTaxi from "./sources/nyc-taxi.json" with { type: "json" };
import posthog from "./sources/posthog.json" with { type: "json" };
import segment from "./sources/segment.json" with { type: "json" };
import shopify from "./sources/shopify.json" with { type: "json" };
import snowplow from "./sources/snowplow.json" with { type: "json" };
import ubi from "./sources/ubi.json" with { type: "json" };

/** The mappings that are shipped, by name. */
export const mappings: ReadonlyMap<string, SourceMapping> = new Map(
  (
    [
      native,
      camel,
      ubi,
      segment,
      ga4,
      posthog,
      amplitude,
      mixpanel,
      snowplow,
      shopify,
      nycTaxi,
    ] as SourceMapping[]
  ).map((mapping) => [mapping.name, mapping]),
);

/**
 * A shipped mapping by its name, or one's own from its JSON text. Throws an Error whose message names every mistake
 * with its place, for the person who wrote the mapping.
 */
export function loadMapping(nameOrJson: string): SourceMapping {
  const text = nameOrJson.trim();
  if (text.startsWith("{")) return parseMapping(text);
  const mapping = mappings.get(text);
  if (mapping !== undefined) return mapping;
  const names = [...mappings.keys()];
  throw new Error(`There is no mapping "${text}"${hint(text, names) || `; there are ${names.join(", ")}`}`);
}

/** A mapping from its JSON text. Throws as `loadMapping` does. */
export function parseMapping(text: string): SourceMapping {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`The mapping is no JSON: ${(error as Error).message}`);
  }
  const mistakes = mistakesOf(value);
  if (mistakes.length === 0) return value as SourceMapping;
  throw new Error(`The mapping cannot be used:\n${mistakes.map((mistake) => `  ${mistake}`).join("\n")}`);
}
