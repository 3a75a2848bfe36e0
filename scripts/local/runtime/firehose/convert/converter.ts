import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import type { Column } from "../../interpret/plan.ts";
import type { ConvertAnswer, ConvertData, Converted, ConvertRequest } from "./worker.ts";

/** Converts batches of JSON records to Parquet, one after the other, off the main thread. */
export interface Converter {
  /** Rejects when the converter itself breaks; bad records are in the result. */
  convert(columns: readonly Column[], records: readonly Uint8Array[]): Promise<Converted>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(converted: Converted): void;
  reject(error: Error): void;
}

export function startConverter(): Converter {
  const folder = mkdtempSync(path.join(tmpdir(), "clickstream-conversion-"));
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let closed = false;
  let lastId = 0;
  // Both threads see it, and it stays from batch to batch: pages that are new to the process cost more than the copy.
  let room = new SharedArrayBuffer(0);
  // The thread does one batch at a time, and the next one is copied to where this one is.
  let turn: Promise<unknown> = Promise.resolve();

  /** A worker that died is replaced by the next batch. */
  function running(): Worker {
    if (worker) return worker;
    const started = new Worker(new URL("./worker.ts", import.meta.url), {
      name: "firehose conversion",
      execArgv: ["--disable-warning=ExperimentalWarning"],
      workerData: { folder } satisfies ConvertData,
    });
    started.on("message", (answer: ConvertAnswer) => {
      const waiter = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ("converted" in answer) waiter?.resolve(answer.converted);
      else waiter?.reject(new Error(`The conversion to Parquet broke: ${answer.error}`));
    });
    const ended = (error: Error) => {
      if (worker === started) worker = undefined;
      for (const waiter of waiting.values()) waiter.reject(error);
      waiting.clear();
    };
    started.on("error", (error: Error) => ended(error));
    started.on("exit", () => ended(new Error("The conversion thread has ended.")));
    worker = started;
    return started;
  }

  async function send(columns: readonly Column[], records: readonly Uint8Array[]): Promise<Converted> {
    if (closed) throw new Error("The conversion is closed.");
    const id = ++lastId;
    const size = records.reduce((sum, record) => sum + record.byteLength, 0);
    if (size > room.byteLength) room = new SharedArrayBuffer(Math.max(size, 2 * room.byteLength));
    const bytes = new Uint8Array(room, 0, size);
    const ends: number[] = [];
    let at = 0;
    for (const record of records) {
      bytes.set(record, at);
      at += record.byteLength;
      ends.push(at);
    }
    return new Promise<Converted>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      const request: ConvertRequest = { id, columns, bytes, ends };
      running().postMessage(request);
    });
  }

  return {
    convert(columns, records) {
      const converted = turn.then(() => send(columns, records));
      turn = converted.catch(() => undefined);
      return converted;
    },
    async close() {
      closed = true;
      // A thread cannot be ended inside of DuckDB.
      await turn;
      await worker?.terminate();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
