import path from "node:path";
import type { FailureSource } from "../../shared/failure/failed-event.ts";
import { isObject } from "../../shared/json/exact.ts";
import { Ordinals } from "../../shared/mapping/identity.ts";
import { rulesOf, type SourceMapping } from "../../shared/mapping/source-mapping.ts";
import { outgoingOf } from "../../shared/publish/document.ts";
import type { Outgoing } from "../../shared/publish/publish.ts";
import { type BulkAction, bulkActionOf } from "./bulk-actions.ts";
import { unwrapping } from "./exports.ts";
import type { FileFacts } from "./file-bytes.ts";
import { type ReadRecord, recordReader } from "./read-record.ts";
import type { FileRecord, RecordFault } from "./records.ts";

export interface EventOptions {
  mapping: SourceMapping;
  /** `metadata.source` of events that bring none. */
  sourceName?: string | undefined;
  /** ISO 8601; `received_at` of events that bring none. */
  receivedAt: string;
  /** What the file is written in, for a person. */
  encoding: string;
  /** False where nothing takes failed events: a record that cannot be an event is then sent as it is. */
  failedPath: boolean;
}

/**
 * Records of one file → events. A record that cannot be an event, or that the mapping cannot read, is refused with
 * its bytes and its place in the file. Every record gives at least one event or refusal; a line between them that says to
 * Elasticsearch what the next one is (its bulk API) is no record.
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
  const read = recordReader(mapping, options.encoding);
  const unwrap = unwrapping(mapping);

  const eventsOf = ({ mapping, value, text }: ReadRecord, source: FailureSource, id?: string): Outgoing[] => {
    const complete = mapping.passthrough ? withSource(value, options.sourceName) : value;
    // A text of several lines would need a pack of its own.
    const unchanged = complete === value && text?.includes("\n") === false ? { text } : {};
    const document = { value: complete, source, ...unchanged };
    return outgoingOf(mapping, document, id === undefined ? context : { ...context, id });
  };

  const refused = (bytes: Buffer, source: FailureSource, fault: RecordFault): Outgoing[] => [
    { text: bytes, device: "", source, ...(options.failedPath && { refused: fault }) },
  ];

  let before: BulkAction | undefined;
  return (record) => {
    const source: FailureSource = {
      stream: `file:${path.basename(file)}`,
      // Another file of the same name is another source, and the same one sent again is the same.
      shard_id: `${facts.bytes} bytes, ${modified}`,
      sequence_number: record.part === undefined ? String(record.line) : `${record.line}.${record.part}`,
      subsequence_number: 0,
      arrival_time: modified,
    };
    const values = read(record);
    const action = before;
    before = undefined;
    if ("fault" in values) return refused(record.bytes, source, values.fault);
    const [only] = values.length === 1 ? values : [];
    before = bulkActionOf(only?.value);
    // It says what the next line is, and is no record itself.
    if (before !== undefined) return [];
    const ownId = only && action?.id;
    return values.flatMap((found, index) => {
      const place = values.length === 1 ? source : below(source, index + 1);
      const documents = isObject(found.value) ? unwrap(found.value) : undefined;
      if (documents === undefined) return eventsOf(found, place, ownId);
      if (documents.length === 0) return refused(record.bytes, place, NO_HITS);
      return documents.flatMap(({ document, id }, at) =>
        eventsOf(
          { mapping: found.mapping, value: document },
          documents.length === 1 ? place : below(place, at + 1),
          id,
        ),
      );
    });
  };
}

/**
 * Where an event stood in its file, for a person: `trips.csv:17`, and the number of the value if the line has
 * several, and of the event behind the first of a value that holds several.
 */
export function placeInFile({ source }: Pick<Outgoing, "source">): string {
  const { stream, sequence_number, subsequence_number } = source;
  const [line, ...parts] = sequence_number.split(".");
  const within = [
    ...(parts.length === 0 ? [] : [`value ${parts.join(".")}`]),
    ...(subsequence_number === 0 ? [] : [`event ${subsequence_number + 1}`]),
  ];
  return `${stream.replace(/^file:/, "")}:${line}${within.length === 0 ? "" : ` (${within.join(", ")})`}`;
}

const NO_HITS: RecordFault = {
  reason: "schema_violation",
  errors: [
    {
      path: "/hits/hits",
      expected: "one document or more",
      actual: "none",
      message: "the list of hits is empty",
    },
  ],
};

const below = (source: FailureSource, number: number): FailureSource => ({
  ...source,
  sequence_number: `${source.sequence_number}.${number}`,
});

/** The mapping, with the name as the last of the rules that give `metadata.source`. */
function named(mapping: SourceMapping, sourceName: string): SourceMapping {
  if (mapping.passthrough) return mapping;
  const rules = mapping.metadata?.source === undefined ? [] : rulesOf(mapping.metadata.source);
  return { ...mapping, metadata: { ...mapping.metadata, source: [...rules, { constant: sourceName }] } };
}

function withSource(event: unknown, sourceName: string | undefined): unknown {
  if (sourceName === undefined || !isObject(event)) return event;
  const metadata = event.metadata ?? {};
  if (typeof metadata !== "object" || "source" in metadata) return event;
  return { ...event, metadata: { ...metadata, source: sourceName } };
}
