import { hash } from "node:crypto";
import { rawFields } from "../../shared/event/raw.ts";
import { Ordinals } from "../../shared/mapping/identity.ts";
import { rulesOf, type SourceMapping } from "../../shared/mapping/source-mapping.ts";
import { outgoingOf } from "../../shared/publish/document.ts";
import type { Outgoing } from "../../shared/publish/publish.ts";
import type { Hit } from "./elasticsearch.ts";
import { fromMillis, toMillis } from "./ingest-time.ts";

/**
 * The events of a document. What the source does not say follows from its place alone: an id from index and `_id`,
 * the arrival from the ingest time. So a document that is read twice gives the same bytes twice.
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

/** Whether the ingest time is part of what the mapping reads; otherwise it says when, not what, and stays behind. */
export function readsField(mapping: SourceMapping, field: string): boolean {
  if (mapping.passthrough === true) return field in rawFields;
  const rules = Object.values({ ...mapping.fields, ...mapping.metadata }).flatMap(rulesOf);
  return rules.some(({ path, template }) => path?.includes(field) || template?.includes(`{${field}}`));
}
