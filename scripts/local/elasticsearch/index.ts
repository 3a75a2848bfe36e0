import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parseNanos } from "./instants.ts";
import { LocalIndex } from "./local-index.ts";
import { PointsInTime } from "./points-in-time.ts";
import { respond, type SearchFaultChooser } from "./server.ts";

export interface ElasticsearchOptions {
  /** Loopback port; 0 takes any free one. */
  port: number;
  /** Name of the index. */
  index: string;
  /** Date field that is set when a document is indexed, like an ingest pipeline does; it is kept out of `_source`. */
  ingestField: string;
  /** Milliseconds until an indexed document becomes visible to searches, 200 unless given; Infinity: by `refresh`. */
  refreshMs?: number;
  /** Documents that are kept in any case, however old: 100,000 unless given. */
  kept?: number;
  /** Nanoseconds since 1970; the clock unless given. */
  now?: () => bigint;
}

/** Some 10 MB of events. */
const KEPT = 100_000;

export interface LocalElasticsearch {
  /** The value for ELASTICSEARCH_URL. */
  readonly url: string;
  /** Indexes JSON objects without HTTP. Returns their ids. */
  index(documents: readonly string[], options?: { held?: boolean }): string[];
  /** Documents in the index, visible or not. */
  count(): number;
  /** Bytes of memory that documents take. */
  bytes(): number;
  /**
   * Nobody will ask again for what was ingested before this instant (ISO 8601): of that, the newest `kept` documents
   * of the index are kept, for people to look at, and the others dropped as soon as no point in time shows them.
   */
  release(before: string): void;
  /** Shows what was indexed; with `held`, also documents that were held back. */
  refresh(options?: { held?: boolean }): void;
  /** Points in time that nobody closed. */
  openPointsInTime(): number;
  /** Lets go of all points in time, as a node does that is restarted. */
  expirePointsInTime(): void;
  /** Chooses a fault for each call; undefined for none. */
  setFaults(choose: SearchFaultChooser | undefined): void;
  stop(): Promise<void>;
}

/** Starts an Elasticsearch in memory that speaks the protocol of 8 and 9 as far as the official clients use it here. */
export async function startElasticsearch(options: ElasticsearchOptions): Promise<LocalElasticsearch> {
  const { port, index: name, ingestField, refreshMs = 200, kept = KEPT } = options;
  const now = options.now ?? (() => BigInt(Date.now()) * 1_000_000n);
  const node = { index: new LocalIndex({ name, ingestField }), points: new PointsInTime() };
  const { index, points } = node;
  let faults: SearchFaultChooser = () => undefined;
  const server = createServer((message, response) => {
    respond(node, (operation) => faults(operation), message, response).catch((error) => {
      response.destroy(error);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  let released = 0n;
  const refresh = () => {
    index.refresh();
    if (points.count === 0) index.drop(released, kept);
  };
  const timer = Number.isFinite(refreshMs) ? setInterval(refresh, refreshMs) : undefined;
  timer?.unref();

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    index: (documents, { held } = {}) => documents.map((source) => index.add(source, now(), held ?? false)),
    count: () => index.count,
    bytes: () => index.bytes,
    release(before) {
      released = parseNanos(before);
    },
    refresh({ held = false } = {}) {
      if (held) index.release();
      refresh();
    },
    openPointsInTime: () => points.count,
    expirePointsInTime: () => points.expireAll(),
    setFaults(choose) {
      faults = choose ?? (() => undefined);
    },
    async stop() {
      clearInterval(timer);
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
