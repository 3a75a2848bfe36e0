import { hash } from "node:crypto";
import { rawFields } from "../../shared/event/raw.ts";
import { Ordinals } from "../../shared/mapping/identity.ts";
import { rulesOf, type SourceMapping } from "../../shared/mapping/source-mapping.ts";
import { outgoingOf } from "../../shared/publish/document.ts";
import type { Outgoing } from "../../shared/publish/publish.ts";
import type { Hit } from "./elasticsearch.ts";
import { fromMillis, toMillis } from "./ingest-time.ts";

/**
 * The events of a document. What the source does not give follows from the document alone: the id from index and
 * `_id`, the arrival time from the ingest time. So a document that is read twice gives the same bytes.
 */
export function eventsOfDocument(
  mapping: SourceMapping,
  { index, id, ingestedAt, document }: Hit,
): Outgoing[] {
  const receivedAt = fromMillis(toMillis(ingestedAt));
  const source = {
    stream: `elasticsearch/${index}`,
    shard_id: "",
    sequence_number: id,
    subsequence_number: 0,
    arrival_time: receivedAt,
  };
  const context = {
    ordinals: new Ordinals(),
    id: documentId(index, id),
    receivedAt,
  };
  return outgoingOf(mapping, { value: document, source }, context);
}

/** The event id of a document that brings none, 32 hex digits: the same whichever way the document comes. */
export const documentId = (index: string, id: string): string =>
  hash("sha256", `${index}\n${id}`).slice(0, 32);

/** Whether the mapping reads the ingest time. If not, it is left out of the event: it is not part of the content. */
export function readsField(mapping: SourceMapping, field: string): boolean {
  if (mapping.passthrough === true) return field in rawFields;
  const rules = Object.values({ ...mapping.fields, ...mapping.metadata }).flatMap(rulesOf);
  return rules.some(({ path, template }) => path?.includes(field) || template?.includes(`{${field}}`));
}
