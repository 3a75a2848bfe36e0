import type { OutRecord, Unwritten } from "../stream.ts";
import { backoff } from "./pace.ts";
import { whyNotPut } from "./put-records-chunks.ts";

interface Queue {
  records: OutRecord[];
  /** Index of the record whose turn it is. */
  head: number;
  /** How often that record was refused, and by what last. */
  refused: number;
  last?: Refusal;
  /** Epoch ms before which nothing is sent for the key. */
  readyAt: number;
}

interface Refusal {
  code: string;
  message: string;
}

/** Records waiting to be put, a queue a partition key: only the head of a queue is ever under way. */
export class KeyQueues {
  /** Records that the service will never take. */
  readonly unwritten: Unwritten<OutRecord>[] = [];
  readonly #queues = new Map<string, Queue>();
  readonly #random: () => number;

  constructor(records: readonly OutRecord[], random: () => number) {
    this.#random = random;
    for (const record of records) {
      const refusal = whyNotPut(record);
      if (refusal) this.unwritten.push({ item: record, ...refusal, retriable: false });
      else this.#enqueue(record);
    }
  }

  get done(): boolean {
    return this.#queues.size === 0;
  }

  /** The next record of every key that is not held back at `now`. */
  ready(now: number): OutRecord[] {
    const heads: OutRecord[] = [];
    for (const { records, head, readyAt } of this.#queues.values())
      if (readyAt <= now) heads.push(records[head]!);
    return heads;
  }

  /** Epoch ms at which the first key that is held back may be tried again. */
  get nextReadyAt(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const { readyAt } of this.#queues.values()) earliest = Math.min(earliest, readyAt);
    return earliest;
  }

  acknowledge({ partitionKey }: OutRecord): void {
    const queue = this.#queues.get(partitionKey)!;
    queue.head += 1;
    queue.refused = 0;
    queue.last = undefined;
    queue.readyAt = 0;
    if (queue.head === queue.records.length) this.#queues.delete(partitionKey);
  }

  /** The record stays first of its key and is tried again later. */
  postpone({ partitionKey }: OutRecord, refusal: Refusal, now: number): void {
    const queue = this.#queues.get(partitionKey)!;
    queue.refused += 1;
    queue.last = refusal;
    queue.readyAt = now + backoff(queue.refused, this.#random);
  }

  /** The record is given up and returned; the next of its key can be sent. */
  refuse(record: OutRecord, refusal: Refusal): void {
    this.unwritten.push({ item: record, ...refusal, retriable: false });
    this.acknowledge(record);
  }

  /** Everything that has not been acknowledged when the time is up. */
  giveUp(): Unwritten<OutRecord>[] {
    const late: Refusal = { code: "DeadlineExceeded", message: "the time of the invocation was used up" };
    for (const { records, head, last } of this.#queues.values())
      for (const [index, item] of records.slice(head).entries())
        this.unwritten.push({ item, ...(index === 0 ? (last ?? late) : late), retriable: true });
    this.#queues.clear();
    return this.unwritten;
  }

  #enqueue(record: OutRecord): void {
    const queue = this.#queues.get(record.partitionKey);
    if (queue) queue.records.push(record);
    else this.#queues.set(record.partitionKey, { records: [record], head: 0, refused: 0, readyAt: 0 });
  }
}
