import { setTimeout as sleep } from "node:timers/promises";
import { type Shopper, shoppers } from "../../../functions/generate/shoppers.ts";
import { type LocalElasticsearch, startElasticsearch } from "../elasticsearch/index.ts";
import type { RunOptions } from "./options.ts";

/** Where a run's events come from, and how far it is. */
export interface EventSource {
  /** Events handed over so far. */
  readonly read: number;
  /** Deliberately malformed ones among them. */
  readonly malformed: number;
  /** Epoch ms of the first event. */
  readonly startedAt: number;
  /** Resolves when the source has ended by itself or was stopped; rejects when it cannot be read. */
  readonly done: Promise<void>;
  stop(): Promise<void>;
}

/** The Elasticsearch that the produce function reads: the user's own, or an index on loopback that a shop fills. */
export interface Documents {
  url: string;
  index: string;
  ingestField: string;
  /** Whether the produce function's schedule runs. */
  polled: boolean;
  local: LocalElasticsearch | undefined;
  stop(): Promise<void>;
}

const INDEX = "clickstream";
const INGEST_FIELD = "ingested_at";

export async function startDocuments({ source }: RunOptions): Promise<Documents> {
  const polled = source === "elasticsearch";
  const index = process.env.ELASTICSEARCH_INDEX ?? INDEX;
  const ingestField = process.env.INGEST_TIME_FIELD ?? INGEST_FIELD;
  const own = polled ? process.env.ELASTICSEARCH_URL : undefined;
  if (own !== undefined) return { url: own, index, ingestField, polled, local: undefined, stop: async () => {} };
  const local = await startElasticsearch({ port: 0, index, ingestField });
  return { url: local.url, index, ingestField, polled, local, stop: () => local.stop() };
}

/** Takes the next lines of the shop. What is not taken in time is an error of the run, and none is dropped. */
export type Take = (events: readonly Shopper[]) => Promise<void>;

const TICK_MS = 20;

/** A shop of synthetic visitors that hands over its events at a steady rate, catching up after a hold-up. */
export function shop({ events, rate, seed, badRatio }: RunOptions, kinds: "documents" | "bytes", take: Take): EventSource {
  const visitors = shoppers({ seed, badRatio, badKinds: kinds, startTime: Date.now() });
  const most = events ?? Number.POSITIVE_INFINITY;
  const startedAt = Date.now();
  let read = 0;
  let malformed = 0;
  let stopped = false;

  async function run(): Promise<void> {
    while (!stopped && read < most) {
      const due = Math.min(most, Math.ceil(((Date.now() - startedAt) / 1000) * rate));
      const batch: Shopper[] = [];
      while (read + batch.length < due) batch.push(visitors.next().value);
      if (batch.length > 0) await take(batch);
      read += batch.length;
      malformed += batch.filter(({ bad }) => bad !== undefined).length;
      await sleep(TICK_MS);
    }
  }

  const done = run();
  return {
    get read() {
      return read;
    },
    get malformed() {
      return malformed;
    },
    startedAt,
    done,
    async stop() {
      stopped = true;
      await done;
    },
  };
}
