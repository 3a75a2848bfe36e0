import { EVENT_LEVELS } from "../event/levels.ts";
import { saysNothing } from "../event/says-nothing.ts";
import { nestsDeeper } from "../json/depth.ts";
import { isObject, parseExact } from "../json/exact.ts";
import { memberSpan } from "../json/member.ts";
import { parsedObject } from "../json/parsed-object.ts";
import { utf8 } from "../json/utf8.ts";

/**
 * The marks of a replayed event: which failure it comes from. By them, an event that fails again is the same failure,
 * replayed once more, and not a new one. They are in the event's `metadata`, which the archive keeps; for bytes that
 * are no event, in the partition key of their record.
 */
export interface Replayed {
  /** failure_id. */
  replay_of: string;
  replay_count: number;
  /** ISO 8601 UTC. */
  first_failed_at: string;
}

const ID = "[0-9a-f]{32}-[a-z]{1,16}";
const COUNT = "[1-9]\\d{0,5}";
const INSTANT = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";
const id = new RegExp(`^${ID}$`);
const count = new RegExp(`^${COUNT}$`);
const instant = new RegExp(`^${INSTANT}$`);
const key = new RegExp(`^replay/(${ID})/(${COUNT})/(${INSTANT})$`);

/** The names in `metadata` that are kept for replays. */
const NAMES = ["replay_of", "replay_count", "replay_first_failed_at"] as const;

/**
 * The marks in an event's metadata. Undefined for an event that was never replayed, or if a producer uses the names
 * for something else.
 */
export function replayedIn(metadata: unknown): Replayed | undefined {
  if (typeof metadata !== "object" || metadata === null) return undefined;
  const [replay_of, times, first_failed_at] = NAMES.map((name) =>
    String((metadata as Record<string, unknown>)[name]),
  ) as [string, string, string];
  if (!id.test(replay_of) || !count.test(times) || !instant.test(first_failed_at)) return undefined;
  return { replay_of, replay_count: Number(times), first_failed_at };
}

/** The marks in the bytes of a record, whether or not they are an event. */
export function replayedInBytes(bytes: Uint8Array): Replayed | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Nearly every failed event fails for the first time, and need not be parsed again.
  return buffer.includes('"replay_of"') ? replayedIn(objectIn(bytes)?.value.metadata) : undefined;
}

/** The marks in a record's partition key; they are those of the first entry of its pack. */
export function replayedByKey(partitionKey: string): Replayed | undefined {
  if (!partitionKey.startsWith("replay/")) return undefined;
  const [, replay_of, times, first_failed_at] = key.exec(partitionKey) ?? [];
  return replay_of === undefined
    ? undefined
    : { replay_of, replay_count: Number(times), first_failed_at: first_failed_at! };
}

/** The partition key for bytes that cannot hold the marks themselves. */
export const replayKey = ({ replay_of, replay_count, first_failed_at }: Replayed): string =>
  `replay/${replay_of}/${replay_count}/${first_failed_at}`;

/**
 * The event with `replayed` in its metadata, and every other attribute as it was written. Undefined when the bytes
 * are no JSON object, are nested too deeply, or have a metadata that is no object.
 */
export function withReplayed(bytes: Uint8Array, replayed: Replayed): Uint8Array | undefined {
  const object = objectIn(bytes);
  if (object === undefined) return undefined;
  const { text, value } = object;
  const { metadata } = value;
  const isAbsent = metadata === undefined || metadata === "" || saysNothing(metadata);
  if (!isAbsent && !isObject(metadata)) return undefined;
  const span = memberSpan(text, "metadata");
  if (span) {
    const marked = markedMetadata(text.slice(span.start, span.end), replayed);
    return Buffer.from(text.slice(0, span.start) + marked + text.slice(span.end));
  }
  const end = text.lastIndexOf("}");
  const comma = Object.keys(value).length === 0 ? "" : ",";
  return Buffer.from(`${text.slice(0, end)}${comma}"metadata":{${marks(replayed)}}${text.slice(end)}`);
}

/** The object's text with the marks of this replay instead of an earlier one's, and the rest as it was written. */
function markedMetadata(text: string, replayed: Replayed): string {
  const bare = text.replace(last, "");
  const metadata = (parseExact(bare) ?? {}) as Record<string, unknown>;
  const names: readonly string[] = NAMES;
  const others = Object.entries(metadata).filter(([name]) => !names.includes(name));
  if (others.length === 0) return `{${marks(replayed)}}`;
  // If the names are elsewhere in the object, for example because a producer uses them, the metadata is written again
  // without them.
  const kept =
    others.length === Object.keys(metadata).length ? bare : JSON.stringify(Object.fromEntries(others));
  const end = kept.lastIndexOf("}");
  return `${kept.slice(0, end)},${marks(replayed)}${kept.slice(end)}`;
}

/** Last and together, so that `withoutReplayed` finds them. */
function marks({ replay_of, replay_count, first_failed_at }: Replayed): string {
  const values = [replay_of, String(replay_count), first_failed_at];
  return NAMES.map((name, index) => `"${name}":${JSON.stringify(values[index])}`).join(",");
}

const MARKS = `"replay_of":"${ID}","replay_count":"${COUNT}","replay_first_failed_at":"${INSTANT}"`;
const alone = new RegExp(`,?"metadata":\\{${MARKS}\\}`);
const among = new RegExp(`,${MARKS}`);
/** As `withReplayed` writes them; a patch may have put others behind them. */
const last = new RegExp(`,?${MARKS}(?=\\s*\\}\\s*$)`);

/** An event's JSON text, or its beginning, without the marks of a replay; for comparisons. */
export const withoutReplayed = (text: string): string => text.replace(alone, "").replace(among, "");

function objectIn(bytes: Uint8Array): { text: string; value: Record<string, unknown> } | undefined {
  const text = utf8(bytes);
  if (text === undefined || nestsDeeper(text, EVENT_LEVELS)) return undefined;
  const value = parsedObject(text);
  return value && { text, value };
}
