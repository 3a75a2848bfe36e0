import { createHash } from "node:crypto";
import type { Fields } from "../event/kind.ts";
import { type IndexField, indexFields } from "./field-types.ts";
import kept from "./template-version.json" with { type: "json" };

/** Number of the template's form: a function of an older release leaves a newer template alone. */
export const INDEX_TEMPLATE_VERSION: number = kept.version;

/** A composable index template, as `PUT _index_template/NAME` takes it. */
export interface IndexTemplate {
  index_patterns: string[];
  priority: number;
  version: number;
  template: {
    /** One name for all indices of the stack. */
    aliases: Record<string, object>;
    settings: Record<string, unknown>;
    mappings: { dynamic: false; properties: Record<string, IndexField> };
  };
  _meta: { description: string; fields: string };
}

export interface IndexShape {
  /** Name of the alias, which all indices begin with. */
  alias: string;
  shards: number;
  replicas: number;
}

/** The template of the daily indices. What the schema does not name is kept in the document and cannot be searched. */
export function indexTemplate({ alias, shards, replicas }: IndexShape, fields: Fields): IndexTemplate {
  const properties = indexFields(fields);
  const settings = {
    index: {
      number_of_shards: shards,
      number_of_replicas: replicas,
      // Somebody who looks waits for seconds, and each refresh costs.
      refresh_interval: "5s",
      codec: "best_compression",
    },
  };
  return {
    index_patterns: [`${alias}-*`],
    // Above the templates that a domain brings, whose patterns are wider.
    priority: 200,
    version: INDEX_TEMPLATE_VERSION,
    template: { aliases: { [alias]: {} }, settings, mappings: { dynamic: false, properties } },
    _meta: {
      description: `Enriched events of ${alias}`,
      fields: fingerprint({ settings, properties }),
    },
  };
}

/** Tells two templates of one version apart: steps of one's own and settings change them without a release. */
const fingerprint = (of: object): string =>
  createHash("sha256").update(JSON.stringify(of)).digest("hex").slice(0, 16);

/** Whether what a domain has is to be replaced: nothing is there, an older one, or another one of this version. */
export function isOutdated(
  found: Pick<IndexTemplate, "version" | "_meta"> | undefined,
  ours: IndexTemplate,
): boolean {
  const version = found?.version ?? 0;
  return version < ours.version || (version === ours.version && found?._meta?.fields !== ours._meta.fields);
}

/** The index of the events of a day (`YYYY-MM-DD`): by their own time, so that one finds its index again whenever it comes. */
export const indexOf = (alias: string, day: string): string => `${alias}-${day}`;
