import { stepFields } from "../../../shared/event/enriched.ts";
import { TextCache } from "../../../shared/event/scan/text-cache.ts";
import { attributeIndex, type ScannedEvent } from "../../../shared/event/scan.ts";
import { fieldsOf, fragment } from "../write/fragment.ts";

/** The source of an event: what names its folder in the archive, and its column as a JSON fragment. */
export interface NamedSource {
  name: string;
  json: Uint8Array;
}

/** A pipeline sees a handful of sources, and the cache keeps one that invents names from filling the memory. */
const sources = new TextCache(
  4096,
  (name): NamedSource => ({ name, json: fragment(fieldsOf(stepFields.source, { source: name })) }),
);

/**
 * `metadata.source`, else `app_id`, as `sourceOf` in shared/archive-partition.ts says it of a parsed event.
 * @param named whether `metadata.source`, where it is there, was a text when the event came
 */
export function namedSource(scanned: ScannedEvent, named: boolean): NamedSource {
  const source = named ? scanned.ofSource(sources) : undefined;
  return source === undefined || source.name === "" ? scanned.of(attributeIndex.app_id, sources)! : source;
}
