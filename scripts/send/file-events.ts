import { isUtf8 } from "node:buffer";
import path from "node:path";
import type { Source } from "../../shared/failure/failed-event.ts";
import { Ordinals } from "../../shared/mapping/identity.ts";
import { rulesOf, type SourceMapping } from "../../shared/mapping/source-mapping.ts";
import { outgoingOf } from "../../shared/publish/document.ts";
import type { Outgoing } from "../../shared/publish/publish.ts";
import type { FileFacts } from "./file-bytes.ts";
import type { FileRecord } from "./records.ts";

export interface EventOptions {
  mapping: SourceMapping;
  /** `metadata.source` of events that bring none. */
  sourceName?: string | undefined;
  /** ISO 8601; `received_at` of events that bring none. */
  receivedAt: string;
}

/**
 * Records of one file → events. What is no JSON object goes on as it is, so that it ends as a failed event with its
 * own bytes; what the mapping cannot read is refused. No record gives nothing.
 */
export function fileEvents(
  file: string,
  facts: FileFacts,
  options: EventOptions,
): (record: FileRecord) => Outgoing[] {
  const mapping =
    options.sourceName === undefined ? options.mapping : named(options.mapping, options.sourceName);
  const context = { ordinals: new Ordinals(), receivedAt: options.receivedAt };
  const modified = new Date(facts.modified).toISOString();

  return (record) => {
    const source: Source = {
      stream: `file:${path.basename(file)}`,
      // Another file of the same name is another source, and the same one sent again is the same.
      shard_id: `${facts.bytes} bytes, ${modified}`,
      sequence_number: String(record.number),
      subsequence_number: 0,
      arrival_time: modified,
    };
    const text = record.value === undefined ? utf8(record.bytes) : undefined;
    const value = record.value ?? parsed(text);
    if (value === undefined) return [{ text: text ?? record.bytes, user: "", source }];
    const complete = mapping.passthrough ? withSource(value, options.sourceName) : value;
    // A text of several lines would need a pack of its own.
    const unchanged = complete === value && text?.includes("\n") === false ? { text } : {};
    return outgoingOf(mapping, { value: complete, source, ...unchanged }, context);
  };
}

const utf8 = (bytes: Buffer): string | undefined => (isUtf8(bytes) ? bytes.toString("utf8") : undefined);

/** Undefined for what is no JSON object. */
function parsed(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    // Bad data is a value: the text goes on as it is.
    return undefined;
  }
}

/** The mapping, with the name as the last of the rules that give `metadata.source`. */
function named(mapping: SourceMapping, sourceName: string): SourceMapping {
  if (mapping.passthrough) return mapping;
  const rules = mapping.metadata?.source === undefined ? [] : rulesOf(mapping.metadata.source);
  return { ...mapping, metadata: { ...mapping.metadata, source: [...rules, { constant: sourceName }] } };
}

function withSource(event: Record<string, unknown>, sourceName: string | undefined): Record<string, unknown> {
  const metadata = event.metadata ?? {};
  if (sourceName === undefined || typeof metadata !== "object" || "source" in metadata) return event;
  return { ...event, metadata: { ...metadata, source: sourceName } };
}
