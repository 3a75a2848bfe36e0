import { type AttributeValue, BatchWriteItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BATCH_WRITE_BYTES, BATCH_WRITE_ITEMS } from "../limits.ts";
import type { Unwritten } from "../stream.ts";
import type { TableItem, TableSink, WrittenItem } from "../table.ts";
import { isTransient, isTransientCode } from "./errors.ts";
import { whyNotWritten } from "./item-limits.ts";
import { backoff, deadlineSignal, type Pace, realPace } from "./pace.ts";
import { withBody } from "./written-body.ts";

/** Requests under way at once, hence 400 items. */
const CONCURRENT_REQUESTS = 16;

interface TableOptions extends Partial<Pace> {
  /** Names of the key attributes, partition key first. */
  keys?: readonly string[];
}

/**
 * A table as a sink of whole items. Of items with the same key the last one counts (a batch with a key twice is
 * refused as a whole). What the service leaves unprocessed is sent again with jittered backoff until the
 * deadline (epoch ms). An item that the service will never take is not sent, or found by halving its batch, and
 * returned. Throws when the table cannot be used at all.
 */
export function tableSink(client: DynamoDBClient, table: string, options: TableOptions = {}): TableSink {
  const { keys = ["pk", "sk"], ...pace } = options;
  const { now, random, sleep } = { ...realPace, ...pace };
  const keyIn = (item: Record<string, AttributeValue>) => keyText(keys.map((name) => item[name]?.S ?? ""));

  return {
    async write(items, deadline) {
      const unwritten: Unwritten<WrittenItem>[] = [];
      const fitting: WrittenItem[] = [];
      for (const item of latestOfEachKey(items)) {
        const why = whyNotWritten(item, keys);
        if (why === undefined) fitting.push(item);
        else unwritten.push({ item, ...why, retriable: false });
      }
      const signal = deadlineSignal(deadline, now());
      const batches = batchesOf(fitting);
      const waiting = batches.values();
      const lane = async () => {
        for (const batch of waiting) unwritten.push(...(await writeBatch(batch, deadline, signal)));
      };
      const lanes = Math.min(CONCURRENT_REQUESTS, batches.length);
      await Promise.all(Array.from({ length: lanes }, lane));
      return unwritten;
    },
  };

  async function writeBatch(
    batch: WrittenItem[],
    deadline: number,
    signal: AbortSignal,
  ): Promise<Unwritten<WrittenItem>[]> {
    let left = batch;
    let last = { code: "DeadlineExceeded", message: "the time of the invocation was used up" };
    for (let attempt = 1; left.length > 0; attempt++) {
      if (now() >= deadline) return left.map((item) => ({ item, ...last, retriable: true }));
      try {
        const unprocessed = await send(left, signal);
        if (unprocessed.length === 0) return [];
        last = { code: "UnprocessedItem", message: "the table took part of the batch only" };
        left = unprocessed;
      } catch (error) {
        if (isRefusal(error)) return halve(left, error, deadline, signal);
        if (!isTransient(error)) throw error;
        last = { code: isTransientCode(error.name) ? error.name : "InternalFailure", message: error.message };
      }
      await sleep(Math.max(0, Math.min(backoff(attempt, random), deadline - now())));
    }
    return [];
  }

  async function halve(batch: WrittenItem[], error: Error, deadline: number, signal: AbortSignal) {
    if (batch.length === 1)
      return [{ item: batch[0]!, code: error.name, message: error.message, retriable: false }];
    const middle = batch.length >> 1;
    const first = await writeBatch(batch.slice(0, middle), deadline, signal);
    return [...first, ...(await writeBatch(batch.slice(middle), deadline, signal))];
  }

  /** Returns the items that were not written. The service returns copies of them, so they are found again by their keys. */
  async function send(items: WrittenItem[], abortSignal: AbortSignal): Promise<WrittenItem[]> {
    const response = await client.send(batchWriteItem(table, items), { abortSignal });
    const back = response.UnprocessedItems?.[table];
    if (!back?.length) return [];
    const left = new Set(back.map(({ PutRequest }) => keyIn(PutRequest?.Item ?? {})));
    return items.filter(({ key }) => left.has(keyText(key)));
  }
}

function batchWriteItem(table: string, items: readonly WrittenItem[]): BatchWriteItemCommand {
  const requests = items.map(({ json }) => ({ PutRequest: new Put(json) }));
  const command = new BatchWriteItemCommand({ RequestItems: { [table]: requests } });
  const body = items.map(({ json }) => `{"PutRequest":{"Item":${json}}}`).join();
  return withBody(command, Buffer.from(`{"RequestItems":{${JSON.stringify(table)}:[${body}]}}`));
}

/** For whoever looks at a command: it is sent as it is written already. */
class Put {
  readonly #json: string;

  constructor(json: string) {
    this.#json = json;
  }

  get Item(): TableItem {
    return JSON.parse(this.#json);
  }
}

/** Counted as JSON, which of text with many escapes is a multiple of what the items count. */
function batchesOf(items: readonly WrittenItem[]): WrittenItem[][] {
  const batches: WrittenItem[][] = [];
  let room = 0;
  for (const item of items) {
    const bytes = Buffer.byteLength(item.json) + PUT_REQUEST_BYTES;
    if (batches.length === 0 || batches.at(-1)!.length === BATCH_WRITE_ITEMS || bytes > room) {
      batches.push([]);
      room = BATCH_WRITE_BYTES - PUT_REQUEST_BYTES;
    }
    batches.at(-1)!.push(item);
    room -= bytes;
  }
  return batches;
}

/** What stands around an item, and, at most, around them all. */
const PUT_REQUEST_BYTES = 512;

/** The whole batch was refused because of its content, not because of the table. */
function isRefusal(error: unknown): error is Error {
  return error instanceof Error && error.name === "ValidationException";
}

function latestOfEachKey(items: readonly WrittenItem[]): WrittenItem[] {
  return [...new Map(items.map((item) => [keyText(item.key), item])).values()];
}

const keyText = (values: readonly string[]): string => values.join("\u0000");
