import { hash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { progressOf, settledIn } from "../../../functions/produce/progress-store.ts";
import { unpackRecord } from "../../../shared/pack/decode.ts";
import type { DynamoItem, KinesisRecord, LocalAws, Taps } from "../aws/contract.ts";
import { enrichedFacts } from "./enriched-facts.ts";
import type { FailedRow } from "./failures.ts";
import { eventIdIn, identityOf } from "./identity.ts";
import type { Ledger } from "./ledger.ts";
import type { Live } from "./live.ts";
import type { Places } from "./places.ts";

/** A failed event's row as far as the run reads it. */
interface Row extends FailedRow {
  component: string;
  failed_at: string;
  errors: { path?: string; message: string }[];
  payload?: string;
  payload_ref?: string;
  lines?: number;
}

/** Who puts what a source hands over, where the run cannot ask the source itself. */
export interface Producer {
  /** Access key id of its calls, and the name that its failed events bear. */
  accessKeyId: string;
  component: string;
}

/** The index that the produce function reads, where the run holds it. */
export interface ReadIndex {
  name: string;
  /** Nothing that was ingested before this time is read again. */
  onSettled(before: string): void;
}

export interface Watched {
  producer?: Producer | undefined;
  read?: ReadIndex | undefined;
}

/** Reports what the emulators commit to the ledger and to the page. */
export function follow(ledger: Ledger, live: Live) {
  let places: Places | undefined;
  let producer: Producer | undefined;
  let read: ReadIndex | undefined;
  let store: Pick<LocalAws, "s3">;
  /** Reading an object takes a moment; the end of the run waits for the last one. */
  let reading: Promise<void> = Promise.resolve();

  const taps: Taps = {
    onKinesisPut(stream, records, caller) {
      const isHandedOver = caller !== undefined && caller === producer?.accessKeyId;
      if (stream === places?.rawStream) for (const record of records) followRaw(record, ledger, isHandedOver);
      if (stream === places?.enrichedStream)
        for (const record of records) followEnriched(record, ledger, live);
    },
    onDynamoWrite(table, items) {
      if (table === places?.predictionsTable) for (const item of items) followPrediction(item, ledger, live);
      if (table === places?.cursorsTable) for (const item of items) followProgress(item, read);
    },
    onS3Put(bucket, key) {
      if (bucket !== places?.failedBucket || !key.startsWith(places.failedPrefix)) return;
      reading = reading.then(async () => {
        const body = await store.s3.get(bucket, key);
        for (const row of body === undefined ? [] : rowsOf(body)) {
          if (row.stage === "produce" && row.component === producer?.component)
            ledger.onHandedOver(ledger.failures.eventOf(row));
          for (const each of await linesOf(row, (path) => store.s3.get(bucket, path))) ledger.onFailed(each);
          showFailure(row, live);
        }
      });
    },
  };
  return {
    taps,
    /** The names are known only once the stack is interpreted, after the emulators have started. */
    watch(known: Places, aws: Pick<LocalAws, "s3">, options: Watched = {}) {
      places = known;
      store = aws;
      ({ producer, read } = options);
    },
    settled: () => reading,
  };
}

function followRaw(record: KinesisRecord, ledger: Ledger, isHandedOver: boolean): void {
  const unpacked = unpackRecord(record.data);
  for (const entry of unpacked.ok ? unpacked.entries : [record.data]) {
    const identity = identityOf(entry);
    if (isHandedOver) ledger.onHandedOver(identity.key);
    ledger.onRaw(identity, record.arrivalTime);
  }
}

function followEnriched({ data, arrivalTime }: KinesisRecord, ledger: Ledger, live: Live): void {
  const unpacked = unpackRecord(data);
  for (const [entry, line] of unpacked.ok ? unpacked.entries.entries() : []) {
    const event = enrichedFacts(line);
    if (event && ledger.onEnriched(event, arrivalTime))
      live.onEnriched(event, { record: data, entry }, arrivalTime);
  }
}

function followProgress(item: DynamoItem, read: ReadIndex | undefined): void {
  if (read === undefined || item.source?.S !== progressOf(read.name) || typeof item.state?.S !== "string")
    return;
  const before = settledIn(item.state.S);
  if (before !== undefined) read.onSettled(before);
}

function followPrediction(item: DynamoItem, ledger: Ledger, live: Live): void {
  const text = (name: string) => Object.values(item[name] ?? {})[0];
  const eventId = text("event_id");
  if (typeof eventId !== "string") return;
  const at = Date.now();
  ledger.onPredicted(eventId, at);
  live.predictions.add({ pk: String(text("pk")), sk: String(text("sk")), at });
}

/** A row for each line that a row stands for: on the raw stream each of them was an event. */
async function linesOf(row: Row, get: (path: string) => Promise<Buffer | undefined>): Promise<FailedRow[]> {
  if (row.lines === undefined) return [row];
  const path = row.payload_ref?.split("/").slice(3).join("/");
  const payload = path === undefined ? Buffer.from(row.payload ?? "", "base64") : await get(path);
  const unpacked = unpackRecord(payload ?? new Uint8Array());
  if (!unpacked.ok) return [row];
  return unpacked.entries.map((entry, line): FailedRow => {
    const event_id = eventIdIn(entry);
    return {
      ...row,
      failure_id: line === 0 ? row.failure_id : `${row.failure_id}/${line}`,
      payload_sha256: hash("sha256", entry),
      ...(event_id !== undefined && { event_id }),
    };
  });
}

/** Bytes of a payload that the page shows of a failure. */
const MAX_PAYLOAD_SHOWN = 4_096;

function showFailure(row: Row, live: Live): void {
  const { failure_id, event_id, failed_at, stage, reason, errors } = row;
  const payload =
    row.payload === undefined
      ? "(stored beside the row)"
      : Buffer.from(row.payload, "base64").subarray(0, MAX_PAYLOAD_SHOWN).toString();
  const message = errors.map(({ path, message }) => `${path ? `${path}: ` : ""}${message}`).join("; ");
  live.failures.add({ failure_id, event_id, failed_at, stage, reason, message, payload });
}

/** None where the object is not one of the failed function's: whoever puts another one there means no failure by it. */
function rowsOf(body: Buffer): Row[] {
  try {
    const lines = gunzipSync(body).toString().split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}
