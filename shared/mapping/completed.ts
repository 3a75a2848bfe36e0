import { freeName } from "../event/free-name.ts";
import { isNoId } from "../event/no-id.ts";
import { CREATED_AT_FROM, READING, RECEIPT, RECEIVED_AT_FROM } from "../event/receipt.ts";
import { saysNothing } from "../event/says-nothing.ts";
import { isObject } from "../json/exact.ts";
import { contentId, type Ordinals } from "./identity.ts";
import type { Path } from "./path.ts";

export interface MappingContext {
  /** One for each source that is read from its beginning. */
  ordinals: Ordinals;
  /** An id of the document from outside, for example of its index and `_id`; its own goes first. */
  id?: string;
  /** ISO 8601; when the document was read, or its index took it. Stamped on an event that does not bring the instant. */
  receivedAt: string;
}

type Event = Record<string, unknown>;

/**
 * The event with what it lacks and every event has; itself when it lacks nothing. A word that stands for no id is none. A
 * time of receipt that its source does not know is marked where it would otherwise correct the client's clock: an index or
 * a file may be filled or read days after the client sent what stands in it.
 */
export function completed(
  event: Event,
  source: { name: string; document: object; identity: readonly Path[] | undefined },
  { id, ordinals, receivedAt }: MappingContext,
): Event {
  const given = event.event_id;
  const isWord = typeof given === "string" && isNoId(given.trim());
  const lacksId = lacks(event, "event_id") || isWord;
  const lacksReceipt = lacks(event, "received_at");
  if (!lacksId && !lacksReceipt) return event;
  const stamps: Event = {};
  if (lacksId) stamps.event_id = id ?? contentId(source.name, source.document, source.identity, ordinals);
  // What it said instead of an id is an attribute like any other that the schema does not know.
  if (isWord) stamps[freeName("event_id", (name) => Object.hasOwn(event, name))] = given;
  if (lacksReceipt) stamps.received_at = receivedAt;
  const stamped = { ...event, ...stamps };
  return lacksReceipt && !lacks(event, "client_sent_at")
    ? marked(stamped, RECEIVED_AT_FROM, READING)
    : stamped;
}

/** An event without a time of its own, with that of its receipt. */
export const datedByReceipt = (event: Event, { receivedAt }: MappingContext): Event =>
  marked({ ...event, client_created_at: event.received_at ?? receivedAt }, CREATED_AT_FROM, RECEIPT);

const lacks = (event: Event, name: string): boolean => isNothing(event[name]);

const isNothing = (value: unknown): boolean => value === undefined || value === "" || saysNothing(value);

/** The event with the pipeline's mark in its metadata; what a source has there under the same name moves to a free one. */
function marked(event: Event, key: string, mark: string): Event {
  const given = event.metadata;
  // What is no object is kept under its own name.
  const metadata: Event = isObject(given) ? given : isNothing(given) ? {} : { metadata: given };
  const { [key]: before = mark, ...others } = metadata;
  if (before !== mark) others[freeName(key, (name) => name === key || Object.hasOwn(others, name))] = before;
  return { ...event, metadata: { ...others, [key]: mark } };
}
