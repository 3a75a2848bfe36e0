import { deviceIn } from "../event/device.ts";
import type { FailureSource } from "../failure/failed-event.ts";
import { type MappingContext, mapDocument } from "../mapping/map-document.ts";
import type { SourceMapping } from "../mapping/source-mapping.ts";
import { splitDocument } from "../mapping/split.ts";
import type { Outgoing } from "./publish.ts";

/** A document of a source, and its place there. */
export interface SourceDocument {
  value: unknown;
  /** Its JSON as it was written, if that is known, so that an event that needs no change keeps its bytes. */
  text?: string;
  source: FailureSource;
}

/**
 * The events of a document, as its mapping finds them. An event that cannot be mapped is refused with its bytes, and
 * so is a document without events: nothing of a source is skipped.
 */
export function outgoingOf(
  mapping: SourceMapping,
  document: SourceDocument,
  context: MappingContext,
): Outgoing[] {
  const parts = splitDocument(mapping, document.value);
  const [only] = parts;
  if (parts.length === 1) {
    // An event that was taken out of an object has not that object's text.
    const { value, source } = document;
    const taken = mapping.passthrough === true && only !== value ? { source } : document;
    return [outgoing(mapping, { ...taken, value: only }, context)];
  }
  if (parts.length === 0) {
    const error = {
      path: "",
      expected: "one event or more",
      actual: "an empty list",
      message: "nothing is in it",
    };
    const text = document.text ?? JSON.stringify(document.value);
    return [
      { text, device: "", source: document.source, refused: { reason: "schema_violation", errors: [error] } },
    ];
  }
  return parts.map((value, index) => {
    const source = { ...document.source, subsequence_number: index };
    const id = context.id === undefined ? {} : { id: `${context.id}-${index}` };
    return outgoing(mapping, { value, source }, { ...context, ...id });
  });
}

function outgoing(
  mapping: SourceMapping,
  { value, text, source }: SourceDocument,
  context: MappingContext,
): Outgoing {
  const mapped = mapDocument(mapping, value, context);
  const refused = mapped.ok ? undefined : { reason: "schema_violation" as const, errors: mapped.errors };
  const event = mapped.ok ? mapped.event : (value as Record<string, unknown> | null);
  const unchanged = event === value ? text : undefined;
  // A refused document keeps the id that its event would have had, so that a replay with a corrected mapping gives it
  // this id.
  const id = event?.event_id ?? (refused && context.id);
  return {
    text: unchanged ?? JSON.stringify(event),
    device: event === null ? "" : deviceIn(event),
    source,
    ...(typeof id === "string" && id.length <= LONGEST_ID && { event_id: id }),
    ...(refused && { refused }),
  };
}

const LONGEST_ID = 128;
