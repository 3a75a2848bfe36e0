import { Client } from "@elastic/elasticsearch";
import { eventsOfDocument } from "../../../functions/produce/document.ts";
import { elasticsearchSource } from "../../../functions/produce/elasticsearch.ts";
import { type ProduceParts, produceHandler } from "../../../functions/produce/handler.ts";
import { progressStore } from "../../../functions/produce/progress-store.ts";
import type { Produced } from "../../../functions/produce/slice-work.ts";
import { startElasticsearch } from "../../../scripts/local/elasticsearch/index.ts";
import { CheckpointMoved, type CheckpointStore } from "../../../shared/aws/checkpoints.ts";
import { loadMapping } from "../../../shared/mapping/load.ts";
import { preparer } from "../../../shared/publish/publish.ts";
import { memoryFailures, memoryStream } from "../../shared/publish/builders.ts";

export const LAG_MS = 1_000;
export const OVERLAP_MS = 10_000;
export const PAGE_SIZE = 3;

export interface MemoryCheckpoints extends CheckpointStore {
  versions: Map<string, { version: number; state: string }>;
  parts: Map<string, { bytes: Uint8Array; token: number }>;
}

/** The contract of the table in memory. */
export function memoryCheckpoints(): MemoryCheckpoints {
  const versions: MemoryCheckpoints["versions"] = new Map();
  const parts: MemoryCheckpoints["parts"] = new Map();
  return {
    versions,
    parts,
    read: async (source) => versions.get(source),
    async write(source, checkpoint) {
      if ((versions.get(source)?.version ?? 0) !== checkpoint.version - 1) throw new CheckpointMoved(source);
      versions.set(source, checkpoint);
    },
    readPart: async (name) => parts.get(name)?.bytes,
    async writePart(name, bytes, token) {
      if ((parts.get(name)?.token ?? 0) > token) throw new CheckpointMoved(name);
      parts.set(name, { bytes, token });
    },
  };
}

/** What can go wrong once: each name is a step, before or after it took effect. */
export type FaultStep =
  | "open"
  | "search"
  | "snapshot expired"
  | "partial search"
  | "timed out search"
  | "put"
  | "put, answer lost"
  | "throttled"
  | "file failures"
  | "failures not taken"
  | "save part"
  | "save part, answer lost"
  | "save cursor"
  | "save cursor, answer lost";

/**
 * The produce function between a real client with a local Elasticsearch, and a stream, a failed path and a table in
 * memory.
 */
export async function startProduce(parts: Partial<ProduceParts> = {}) {
  const clock = { ms: Date.parse("2026-03-04T10:00:00.000Z"), nanos: 0n };
  const elasticsearch = await startElasticsearch({
    port: 0,
    index: "clicks",
    ingestField: "ingested_at",
    refreshMs: Number.POSITIVE_INFINITY,
    now: () => BigInt(clock.ms) * 1_000_000n + clock.nanos,
  });
  const client = new Client({ node: elasticsearch.url, maxRetries: 0 });
  const sink = memoryStream();
  const failures = memoryFailures();
  const checkpoints = memoryCheckpoints();
  const effects: string[] = [];
  const fault: { step: FaultStep | undefined; after: number } = { step: undefined, after: 0 };

  /** Whether the fault strikes at this step now; it strikes once. */
  const strikes = (...steps: FaultStep[]): boolean => {
    if (!steps.includes(fault.step!) || fault.after-- > 0) return false;
    fault.step = undefined;
    return true;
  };
  const guarded = async <Result>(
    step: FaultStep,
    effect: string,
    work: () => Promise<Result>,
  ): Promise<Result> => {
    if (strikes(step)) throw new Error(`${step} failed`);
    const result = await work();
    effects.push(effect);
    if (strikes(`${step}, answer lost` as FaultStep)) throw new Error(`the answer to ${step} was lost`);
    return result;
  };
  elasticsearch.setFaults((operation) => {
    if (operation === "open_point_in_time" && strikes("open")) return { kind: "unavailable" };
    if (operation !== "search") return undefined;
    if (strikes("snapshot expired")) elasticsearch.expirePointsInTime();
    if (strikes("search")) return { kind: "no_answer" };
    if (strikes("partial search")) return { kind: "failed_shards" };
    return strikes("timed out search") ? { kind: "timed_out" } : undefined;
  });

  const prepare = preparer({
    sink: {
      put: (records, deadline) =>
        guarded("put", "put", () => {
          sink.refuse = () =>
            strikes("throttled") ? { code: "Throttled", message: "", retriable: true } : undefined;
          return sink.put(records, deadline);
        }),
    },
    failures: {
      publish: (given) =>
        guarded("file failures", "failures", async () => {
          if (given.length > 0 && strikes("failures not taken")) return [...given];
          return failures.publish(given);
        }),
    },
    lanes: 4,
    packBytes: 10_000,
    compression: "none",
  });
  const mapping = loadMapping("native");
  const store: CheckpointStore = {
    ...checkpoints,
    write: (...given) => guarded("save cursor", "cursor", () => checkpoints.write(...given)),
    writePart: (...given) => guarded("save part", "part", () => checkpoints.writePart(...given)),
  };
  const reports: Produced[] = [];
  const sleep = async (milliseconds: number): Promise<void> => {
    clock.ms += milliseconds;
  };
  const handle = produceHandler({
    source: async () =>
      elasticsearchSource({
        client,
        index: "clicks",
        ingestField: "ingested_at",
        pageSize: PAGE_SIZE,
        stripIngestField: true,
      }),
    progress: progressStore(store, "elasticsearch/clicks", sleep),
    prepare,
    slices: 3,
    eventsOf: (hit) => eventsOfDocument(mapping, hit),
    timing: { lagMs: LAG_MS, overlapMs: OVERLAP_MS },
    pollMs: 1,
    now: () => clock.ms,
    sleep,
    report: (produced) => {
      reports.push(produced);
    },
    ...parts,
  });

  return {
    clock,
    elasticsearch,
    sink,
    failures,
    checkpoints,
    effects,
    reports,
    fault,
    /** One invocation, at the present moment, with so many milliseconds until its deadline. */
    invoke: ({ left = 3_600_000 } = {}) =>
      handle({}, { deadline: clock.ms + left, functionArn: "", requestId: "" }),
    /** event_ids on the stream, in order. */
    ids: () => sink.texts().map((text) => JSON.parse(text).event_id as string),
    async stop() {
      await client.close();
      await elasticsearch.stop();
    },
  };
}

export type Harness = Awaited<ReturnType<typeof startProduce>>;

/** A native document, complete. */
export const documentOf = (id: string, override: object = {}): string =>
  JSON.stringify({
    event_id: id,
    event_name: "page_view",
    app_id: "shop",
    client_created_at: "2026-03-04T09:59:59.000Z",
    received_at: "2026-03-04T09:59:59.500Z",
    user_id: `u-${id.length % 3}`,
    ...override,
  });
