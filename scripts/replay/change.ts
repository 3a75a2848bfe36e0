import { checkArchiveLine as checkArchived } from "../../functions/archive/check.ts";
import { checkPredictLine as checkPredicted } from "../../functions/predict/check.ts";
import { heldToReceipt } from "../../shared/event/held-to-receipt.ts";
import { EVENT_LEVELS } from "../../shared/event/levels.ts";
import { validateEvent } from "../../shared/event/validate.ts";
import {
  type FailedEvent,
  type FieldError,
  stagesAfterEnrichment,
} from "../../shared/failure/failed-event.ts";
import { nestsDeeper } from "../../shared/json/depth.ts";
import { parseExact } from "../../shared/json/exact.ts";
import { parsedObject } from "../../shared/json/parsed-object.ts";
import { utf8 } from "../../shared/json/utf8.ts";
import { Ordinals } from "../../shared/mapping/identity.ts";
import type { SourceMapping } from "../../shared/mapping/source-mapping.ts";
import { outgoingOf } from "../../shared/publish/document.ts";
import { applyPatch, type PatchOperation } from "./patch.ts";

/** What is done to the bytes of failed events before they are put back. */
export interface EventChanges {
  patch?: readonly PatchOperation[];
  /** For documents that a source mapping refused. */
  mapping?: SourceMapping;
}

type Attributes = Record<string, unknown>;

export type Changed =
  | { kind: "unchanged" }
  /** As events, nearly always one; `preview` for a person. */
  | { kind: "changed"; events: Uint8Array[]; preview: { before: Attributes; after: Attributes } }
  | { kind: "still invalid"; errors: FieldError[] };

/** Whether the row holds a source's document and no event: only a mapping makes an event of it. */
export const isDocument = ({ stage, reason }: Pick<FailedEvent, "stage" | "reason">): boolean =>
  stage === "produce" && reason === "schema_violation";

/** Applies the changes to the failed events of one replay, and says which of them would fail again. */
export function changer({ patch = [], mapping }: EventChanges) {
  // One counter for the whole replay: equal documents without an id are told apart by their number, as when they were
  // first read.
  const ordinals = new Ordinals();

  return (row: FailedEvent, payload: Uint8Array): Changed => {
    const before = attributesOf(payload);
    if (before === undefined) return { kind: "unchanged" };
    const patched = applyPatch(before, patch, row.failure_id);
    const text = JSON.stringify(patched);
    if (isDocument(row)) return mapping ? mapped(mapping, row, before, patched) : { kind: "unchanged" };
    if (text === JSON.stringify(before)) return { kind: "unchanged" };
    const errors = errorsOf(row, text, patched);
    if (errors.length > 0) return { kind: "still invalid", errors };
    return { kind: "changed", events: [Buffer.from(text)], preview: { before, after: patched } };
  };

  function mapped(mapping: SourceMapping, row: FailedEvent, before: Attributes, value: Attributes): Changed {
    const { source, event_id } = row;
    const context = {
      ordinals,
      receivedAt: source.arrival_time,
      ...(event_id !== undefined && { id: event_id }),
    };
    const outgoing = outgoingOf(mapping, { value, source }, context);
    const errors = outgoing.flatMap(({ refused }) => refused?.errors ?? []);
    if (errors.length > 0) return { kind: "still invalid", errors };
    const events = outgoing.map(({ text }) => Buffer.from(text as string));
    return {
      kind: "changed",
      events,
      preview: { before, after: parseExact(String(events[0])) as Attributes },
    };
  }
}

/** Undefined for bytes that are no JSON object: only their producer can say what they should have been. */
function attributesOf(bytes: Uint8Array): Attributes | undefined {
  const text = utf8(bytes);
  return text === undefined || nestsDeeper(text, EVENT_LEVELS) ? undefined : parsedObject(text);
}

/** The errors that the stage which failed the event would report now. */
function errorsOf({ stage }: FailedEvent, text: string, event: Attributes): FieldError[] {
  if (stagesAfterEnrichment.has(stage)) {
    const checked = stage === "archive" ? checkArchived(text) : checkPredicted(Buffer.from(text));
    return checked.ok ? [] : checked.errors;
  }
  const validated = heldToReceipt(validateEvent(event), Date.now());
  return validated.valid ? [] : validated.errors;
}
