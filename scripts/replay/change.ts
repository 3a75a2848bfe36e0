import { archiveLineCheck } from "../../functions/archive/check.ts";
import { checkPredictLine as checkPredicted } from "../../functions/predict/check.ts";
import { customSteps } from "../../shared/custom/index.ts";
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
import { unpackRecord } from "../../shared/pack/decode.ts";
import { outgoingOf } from "../../shared/publish/document.ts";
import { archivedFields } from "../../shared/steps/in-force.ts";
import { applyPatch, type PatchOperation } from "./patch.ts";

/** What is done to the bytes of failed events before they are put back. */
export interface EventChanges {
  patch?: readonly PatchOperation[];
  /** For documents that a source mapping refused. */
  mapping?: SourceMapping;
}

type Attributes = Record<string, unknown>;

/** Which steps of one's own are in force, only their stack knows: whatever one that is listed gives may be a column there. */
const checkArchived = archiveLineCheck(archivedFields(customSteps));

export type Changed =
  | { kind: "unchanged" }
  /** As events, nearly always one, or as many as the row has lines; `preview` for a person, of the first that changes. */
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
    if (!isDocument(row)) return standsForLines(row) ? eachLine(row, payload) : patched(row, payload);
    const before = attributesOf(payload);
    return before === undefined || mapping === undefined
      ? { kind: "unchanged" }
      : mapped(mapping, row, before, applyPatch(before, patch, row.failure_id));
  };

  /** @param id of the failure, or of the line in it */
  function patched(row: FailedEvent, payload: Uint8Array, id = row.failure_id): Changed {
    const before = attributesOf(payload);
    if (before === undefined) return { kind: "unchanged" };
    const after = applyPatch(before, patch, id);
    const text = JSON.stringify(after);
    if (text === JSON.stringify(before)) return { kind: "unchanged" };
    const errors = errorsOf(row, text, after);
    if (errors.length > 0) return { kind: "still invalid", errors };
    return { kind: "changed", events: [Buffer.from(text)], preview: { before, after } };
  }

  /** All of them or none: a line that failed again would be a failure of its own, and the row be put back already. */
  function eachLine(row: FailedEvent, payload: Uint8Array): Changed {
    const unpacked = unpackRecord(payload);
    if (!unpacked.ok) return { kind: "unchanged" };
    const lines = unpacked.entries.map((line, at) => ({
      line,
      changed: patched(row, line, `${row.failure_id}-${at}`),
    }));
    const first = lines.map(({ changed }) => changed).find(({ kind }) => kind === "changed");
    if (first?.kind !== "changed") return { kind: "unchanged" };
    const errors = lines.flatMap(({ line, changed }) =>
      changed.kind === "still invalid" ? changed.errors : changed.kind === "changed" ? [] : asItIs(row, line),
    );
    if (errors.length > 0) return { kind: "still invalid", errors };
    const events = lines.flatMap(({ line, changed }) =>
      changed.kind === "changed" ? changed.events : [line],
    );
    return { kind: "changed", events, preview: first.preview };
  }

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

/** Whether the row is the failure of many lines of a record, each of which may be an event. */
export const standsForLines = ({ lines = 1 }: Pick<FailedEvent, "lines">): boolean => lines > 1;

/** The errors of a line that no change touches. */
function asItIs(row: FailedEvent, line: Uint8Array): FieldError[] {
  const attributes = attributesOf(line);
  if (attributes !== undefined) return errorsOf(row, Buffer.from(line).toString("utf8"), attributes);
  const message = "a line of the record is no JSON object, which no patch mends";
  return [{ path: "", expected: "a JSON object", actual: "other bytes", message }];
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
