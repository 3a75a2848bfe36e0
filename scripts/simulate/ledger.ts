import { KEEP_APPLIED } from "../../functions/enrich/write/beyond.ts";
import { FORMAT } from "../../functions/enrich/write/state-form.ts";
import { BoundedCache } from "../../shared/bounded-cache.ts";
import type { EnrichedEvent } from "../../shared/event/enriched.ts";
import { type Replayed, replayedByKey, replayedInBytes } from "../../shared/failure/replayed.ts";
import { deviceOf } from "../../shared/lane.ts";
import { unpackRecord } from "../../shared/pack/decode.ts";
import { VERSION_LENGTH } from "../../shared/redis/facts.ts";
import type { KinesisRecord } from "../local/aws/contract.ts";
import { sequenceParts } from "../local/aws/kinesis/sequence.ts";
import { shardId } from "../local/aws/kinesis/shard.ts";
import type { StateTap } from "./services/redis.ts";

/** One device record of a stream record. */
export interface LedgerEntry {
  shardId: string;
  sequenceNumber: string;
  index: number;
  arrivalTime: number;
  bytes: Uint8Array;
  text: string;
  /** Of a JSON object that has them. */
  eventId: string | undefined;
  device: string;
  /** What a replay put it back for. */
  replayed: Replayed | undefined;
}

export interface DeviceLog {
  /** event_ids in the order in which they were applied to the device's state. */
  applied: string[];
  /**
   * The same, each once and with its event_time, lost ones included: the order that a Redis without losses would
   * have.
   */
  first: Map<string, string>;
  /** What was applied and then lost by Redis. */
  lost: Set<string>;
  /** When a version that cannot read the state began a new one, epoch ms. */
  begunAnew: number[];
  /** The events that were remembered as applied until then. If they come again, they are not recognised. */
  forgotten: Set<string>;
}

/** Whether a state of the device may have forgotten that an event was applied: then it may be applied again, and says so. */
export const mayForget = ({ applied, lost }: DeviceLog): boolean => applied.length + lost.size > KEEP_APPLIED;

/** What was given to the pipeline and what it wrote where, as an all-seeing observer notes it down. */
export class SimulationLedger implements StateTap {
  /** Good events that were made, by event_id. */
  readonly made = new Map<string, { device: string; tame: boolean; large: boolean; late: boolean }>();
  /** event_ids of documents, in the order in which their source took them in. */
  readonly documents = new Set<string>();
  /** Those of them that have not appeared on a stream yet, without those that no stream will ever take. */
  readonly awaited = new Set<string>();
  readonly raw: LedgerEntry[] = [];
  readonly enriched: LedgerEntry[] = [];
  readonly devices = new Map<string, DeviceLog>();
  /** Ranges that a trigger gave up: shard and sequence numbers, both ends included. */
  readonly abandoned: { stream: string; shardId: string; start: string; end: string }[] = [];

  put = (stream: string, records: readonly KinesisRecord[]): void => {
    const entries = stream === "raw" ? this.raw : this.enriched;
    for (const record of records) {
      for (const entry of entriesOf(record)) {
        entries.push(entry);
        if (entry.eventId !== undefined && stream === "raw") this.awaited.delete(entry.eventId);
      }
    }
  };

  written(device: string, before: string | undefined, after: string, at: number): void {
    if (before !== undefined && isPresentFormat(before) && !isPresentFormat(after))
      this.#begunAnew(device, before, at);
    const newest = before === undefined ? undefined : newestIn(before);
    const added: [eventId: string, eventTime: string][] = [];
    for (const event of rememberedIn(after)) {
      if (event[0] === newest) break;
      added.push(event);
    }
    const log = this.#logOf(device);
    for (const [eventId, eventTime] of added.reverse()) {
      log.applied.push(eventId);
      if (!log.first.has(eventId)) log.first.set(eventId, eventTime);
    }
  }

  lost(device: string, before: string | undefined): void {
    const log = this.#logOf(device);
    const newest = before === undefined ? undefined : newestIn(before);
    while (log.applied.length > 0 && log.applied.at(-1) !== newest) log.lost.add(log.applied.pop()!);
  }

  /** A notice about a batch that its trigger gave up. */
  gaveUp(body: string): void {
    const { KinesisBatchInfo: info } = JSON.parse(body);
    this.abandoned.push({
      stream: info.streamArn.split("/")[1],
      shardId: info.shardId,
      start: info.startSequenceNumber,
      end: info.endSequenceNumber,
    });
  }

  #begunAnew(device: string, before: string, at: number): void {
    const { begunAnew, forgotten } = this.#logOf(device);
    begunAnew.push(at);
    for (const [eventId] of rememberedIn(before)) forgotten.add(eventId);
  }

  #logOf(device: string): DeviceLog {
    let log = this.devices.get(device);
    if (log === undefined) {
      log = { applied: [], first: new Map(), lost: new Set(), begunAnew: [], forgotten: new Set() };
      this.devices.set(device, log);
    }
    return log;
  }
}

const isPresentFormat = (state: string): boolean => state.startsWith(FORMAT, VERSION_LENGTH + 1);

/**
 * Events that a state remembers, the newest first: each line but the header begins with an event_id and an event_time,
 * or with a tab.
 */
function* rememberedIn(state: string): Generator<[eventId: string, eventTime: string]> {
  const lines = state.matchAll(/\n([^\t\n]+)\t([^\t\n]*)/g);
  lines.next();
  for (const [, eventId, eventTime] of lines) yield [eventId!, eventTime!];
}

const newestIn = (state: string): string | undefined => rememberedIn(state).next().value?.[0];

const shardOfSequence = (sequenceNumber: string): string =>
  shardId(sequenceParts(sequenceNumber)!.shardIndex);

function entriesOf({ data, partitionKey, sequenceNumber, arrivalTime }: KinesisRecord): LedgerEntry[] {
  const unpacked = unpackRecord(data);
  const all = unpacked.ok ? unpacked.entries : [data];
  return all.map((bytes, index): LedgerEntry => {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
    const shardId = shardOfSequence(sequenceNumber);
    const replayed = replayedInBytes(bytes) ?? replayedByKey(partitionKey);
    return { shardId, sequenceNumber, index, arrivalTime, bytes, text, replayed, ...identityOf(text) };
  });
}

type Identity = Pick<LedgerEntry, "eventId" | "device">;

/** Most lines come more than once, and parsing them is the most expensive part of the ledger. */
const identities = new BoundedCache<Identity>(2_000);

function identityOf(text: string): Identity {
  const known = identities.get(text) ?? readIdentity(text);
  identities.set(text, known);
  return known;
}

function readIdentity(text: string): Identity {
  try {
    const event = JSON.parse(text) as Partial<EnrichedEvent> | null;
    const eventId = typeof event?.event_id === "string" ? event.event_id : undefined;
    return { eventId, device: typeof event === "object" && event !== null ? String(deviceOf(event)) : "" };
  } catch {
    // Without JSON there is no event id; that such a record is filed unchanged is checked by its bytes.
    return { eventId: undefined, device: "" };
  }
}
