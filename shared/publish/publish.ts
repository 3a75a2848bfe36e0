import { crc32 } from "node:zlib";
import { tooManyAlike } from "../failure/breaker.ts";
import type { Failure, FailureSink, FailureSource, FieldError, ReasonName } from "../failure/failed-event.ts";
import { laneOf } from "../lane.ts";
import { RECORD_BYTES } from "../limits.ts";
import type { Compression } from "../pack/compression.ts";
import { encodePacks } from "../pack/encode.ts";
import type { OutRecord, StreamSink } from "../stream.ts";

/** An event on its way to the raw stream. */
export interface Outgoing {
  /** The event as JSON, or the bytes that a source held instead: later stages report what is wrong with them. */
  text: string | Uint8Array;
  /** Whose event it is (`deviceOf`); "" where that cannot be told. */
  device: string;
  /** Where it stood in its source: the identity of its failed event, so the same on every attempt. */
  source: FailureSource;
  event_id?: string;
  /** Set when its producer already knows that it cannot be a raw event: then it goes to the failed path only. */
  refused?: { reason: ReasonName; errors: FieldError[] };
}

export interface PublishParts {
  sink: StreamSink;
  failures: FailureSink;
  lanes: number;
  /** Largest pack, bytes. */
  packBytes: number;
  compression: Compression;
}

export interface Published<Event> {
  /** How many the stream acknowledged. */
  sent: number;
  /** How many the failed path took. */
  failed: number;
  /** Those that neither has acknowledged by the deadline, in their order: to be published again. */
  left: Event[];
  /** Why the first of them was not acknowledged, for a person. */
  because?: string;
}

export type Publish = <Event extends Outgoing>(
  events: readonly Event[],
  /** Epoch ms. */
  deadline: number,
) => Promise<Published<Event>>;

/** Packs events, which takes the processor's time, and returns what publishes them. */
export type Prepare = <Event extends Outgoing>(
  events: readonly Event[],
) => (
  /** Epoch ms. */
  deadline: number,
) => Promise<Published<Event>>;

/** Time kept for the failed path after the writes to the stream, ms. */
const FAILED_PATH_MS = 3_000;

/**
 * Publishes events on the raw stream: events → packs of one lane each → the stream. What the stream will never take
 * goes to the failed path. Throws when stream or failed path cannot be used at all, and when more than half of the
 * events are refused for the same reason outside the events.
 */
export function publisher(parts: PublishParts): Publish {
  const prepare = preparer(parts);
  return (events, deadline) => prepare(events)(deadline);
}

/** The same for whoever has to wait for a turn before it may publish. */
export function preparer({ sink, failures, lanes, packBytes, compression }: PublishParts): Prepare {
  return <Event extends Outgoing>(events: readonly Event[]) => {
    const { packs, oversize } = encodePacks(
      events.filter((event) => event.refused === undefined),
      {
        group: (event) => String(laneOfEvent(event, lanes)),
        partitionKey: (lane) => lane,
        write: ({ text }, line) => (typeof text === "string" ? line.text(text) : line.bytes(text)),
        packBytes,
        compression,
      },
    );
    const packed = new Map<OutRecord, Event[]>(packs.map(({ record, items }) => [record, items]));
    return (deadline) => publish(events, packed, oversize, deadline);
  };

  async function publish<Event extends Outgoing>(
    events: readonly Event[],
    packed: ReadonlyMap<OutRecord, Event[]>,
    oversize: readonly Event[],
    deadline: number,
  ): Promise<Published<Event>> {
    const unwritten = await sink.put([...packed.keys()], deadline - FAILED_PATH_MS);

    const left = new Set<Event>();
    const because = unwritten.find(({ retriable }) => retriable)?.message;
    const failed = new Map<Failure, Event>();
    for (const { item, code, message, retriable } of unwritten) {
      for (const event of packed.get(item) ?? []) {
        if (retriable) left.add(event);
        else failed.set(failureOf(event, unpublishable(code, message)), event);
      }
    }
    for (const event of oversize) failed.set(failureOf(event, tooLarge(event)), event);
    for (const event of events) if (event.refused) failed.set(failureOf(event, event.refused), event);

    const broken = tooManyAlike([...failed.keys()], events.length);
    if (broken)
      throw new Error(`Most of ${events.length} events would fail as ${broken}: ${causeOf(failed)}.`);
    for (const failure of await failures.publish([...failed.keys()], deadline))
      left.add(failed.get(failure)!);
    const notTaken = [...failed.values()].filter((event) => left.has(event)).length;
    return {
      sent: events.length - failed.size - (left.size - notTaken),
      failed: failed.size - notTaken,
      left: events.filter((event) => left.has(event)),
      ...(because !== undefined && { because }),
    };
  }
}

/** Events of nobody have no order to keep, so they spread over the lanes instead of crowding one. */
function laneOfEvent({ device, text }: Outgoing, lanes: number): number {
  return device === "" ? crc32(text) % lanes : laneOf(device, lanes);
}

type Refusal = Pick<Failure, "reason" | "errors">;

function failureOf({ text, source, event_id }: Outgoing, { reason, errors }: Refusal): Failure {
  const payload = typeof text === "string" ? Buffer.from(text) : text;
  return {
    stage: "produce",
    reason,
    errors,
    payload,
    source,
    ...(event_id === undefined ? {} : { event_id }),
  };
}

const unpublishable = (code: string, message: string): Refusal => ({
  reason: "unpublishable",
  errors: [{ path: "", expected: "a record that the stream takes", actual: code, message }],
});

function tooLarge({ text }: Outgoing): Refusal {
  const expected = `at most ${RECORD_BYTES} bytes with its partition key`;
  const message = "the event fits no stream record";
  return {
    reason: "oversize",
    errors: [{ path: "", expected, actual: `${Buffer.byteLength(text)} bytes`, message }],
  };
}

const causeOf = (failed: ReadonlyMap<Failure, unknown>): string =>
  [...failed.keys()].find(({ reason }) => reason === "unpublishable")?.errors[0]?.message ?? "see its errors";
