import { Worker } from "node:worker_threads";
import type { Column } from "../../interpret/plan.ts";
import type { Converted } from "./table.ts";
import type { ConvertAnswer, ConvertRequest } from "./worker.ts";

/** Converts batches of JSON records to Parquet, one after the other, off the main thread. */
export interface Converter {
  /** Rejects when the converter itself breaks; bad records are in the answer. */
  convert(columns: readonly Column[], records: readonly Uint8Array[]): Promise<Converted>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(converted: Converted): void;
  reject(error: Error): void;
}

export function startConverter(): Converter {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let closed = false;
  let lastId = 0;
  // The thread does one batch at a time: copying the next one early would only hold its bytes twice.
  let turn: Promise<unknown> = Promise.resolve();

  /** A worker that died is replaced by the next batch. */
  function running(): Worker {
    if (worker) return worker;
    const started = new Worker(new URL("./worker.ts", import.meta.url), {
      name: "firehose conversion",
      execArgv: ["--disable-warning=ExperimentalWarning"],
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
    const bytes = new Uint8Array(records.reduce((sum, record) => sum + record.byteLength, 0));
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
      running().postMessage(request, [bytes.buffer]);
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
      await worker?.terminate();
    },
  };
}
