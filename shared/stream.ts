/** What the functions use of streams: records in, packs out, and the one result that Lambda understands. */

/** A Kinesis record as a function sees it, decoded from the trigger's event by `shared/aws/trigger.ts`. */
export interface StreamRecord {
  stream: string;
  shardId: string;
  sequenceNumber: string;
  partitionKey: string;
  /** Epoch milliseconds. */
  arrivalTime: number;
  data: Uint8Array;
}

/** A record to be put. Its size with the key is at most `RECORD_BYTES`. */
export interface OutRecord {
  partitionKey: string;
  data: Uint8Array;
}

/** Port to a stream. Resends what the service throttled, keeps per-key order, returns what it could not put. */
export interface StreamSink {
  put(records: readonly OutRecord[], deadline: number): Promise<Unwritten<OutRecord>[]>;
}

export interface Unwritten<Item> {
  item: Item;
  /** The service's error code, or "DeadlineExceeded". */
  code: string;
  message: string;
  /** Whether the same call may succeed later (throttling, internal errors). */
  retriable: boolean;
}

/** The partial batch response. Built only by `batchResponse`, so that no accidental `undefined` means success. */
export interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

export function batchResponse(failedIdentifiers: Iterable<string>): BatchResponse {
  return { batchItemFailures: [...new Set(failedIdentifiers)].map((itemIdentifier) => ({ itemIdentifier })) };
}
