import type { DocumentSource, Hit, PageRequest } from "../../../functions/produce/elasticsearch.ts";
import { SnapshotExpired } from "../../../functions/produce/elasticsearch.ts";
import { produceHandler } from "../../../functions/produce/handler.ts";
import { fromMillis, type IngestTime, toMillis } from "../../../functions/produce/ingest-time.ts";
import { progressStore } from "../../../functions/produce/progress-store.ts";
import { SimulatedTime, START } from "../../../scripts/simulate/time.ts";
import type { CheckpointStore } from "../../../shared/aws/checkpoints.ts";
import type { Outgoing } from "../../../shared/publish/publish.ts";
import { memoryCheckpoints } from "./harness.ts";

/** How long each step takes, ms. */
export interface StepTimes {
  open: number;
  /** To find where a page ends. */
  pageEnd: number;
  /** A page with its documents, and without them. */
  page: number;
  identities: number;
  /** To map and to pack a page, which is done as soon as it is there. */
  pack: number;
  /** To put a page's packs. */
  put: number;
  /** A request to the table. */
  table: number;
}

export interface FleetOptions {
  /** Slices, and invocations that begin every minute. */
  slices: number;
  /** Documents a second. */
  rate: number;
  pageSize: number;
  times: StepTimes;
  /** Documents that are there at the beginning, of the time before it. */
  backlog?: number;
}

/** An invocation, which can be ended or held up where it stands. */
export interface Running {
  dead: boolean;
  /** It does nothing until then, epoch ms. */
  heldUntil: number;
  done: boolean;
}

const LAG_MS = 5_000;
const MINUTE = 60_000;
const never = () => new Promise<never>(() => {});

/**
 * Invocations of the real function in simulated time: an index whose documents come at a steady rate, a table and a stream,
 * each of which takes its time. Documents are numbers, in the order of their ingest.
 */
export function fleet(options: FleetOptions) {
  const { rate, pageSize, times, backlog = 0 } = options;
  let { slices } = options;
  const time = new SimulatedTime();
  const table = memoryCheckpoints();
  /** Documents as they were put, and by which invocation. */
  const stream: { document: number; by: Running }[] = [];
  const running: Running[] = [];
  let expired = 0;
  const timeOf = (document: number): IngestTime => fromMillis(START + ((document - backlog) * 1000) / rate);
  /** The first document that is not before the time. */
  const firstFrom = (at: IngestTime | undefined): number => {
    if (at === undefined) return 0;
    return Math.max(0, Math.ceil(((toMillis(at) - START) * rate) / 1000) + backlog);
  };
  const hitOf = (document: number, withDocuments: boolean): Hit => ({
    index: "clicks",
    id: String(document),
    ingestedAt: timeOf(document),
    ...(withDocuments && { document: { document } }),
    sort: [document],
  });

  function invoke(): Running {
    const self: Running = { dead: false, heldUntil: 0, done: false };
    running.push(self);
    const takes = async (ms: number) => {
      await time.sleep(ms);
      await time.sleep(self.heldUntil - time.now());
      if (self.dead) await never();
    };
    const source: DocumentSource = {
      pageSize,
      countUnreachable: async () => 0,
      async open() {
        await takes(times.open);
        const opened = { visible: firstFrom(fromMillis(time.now())), expired };
        const held = () => {
          if (expired > opened.expired) throw new SnapshotExpired("no search context");
        };
        const range = ({ from, to }: Pick<PageRequest, "from" | "to">) => ({
          first: firstFrom(from),
          past: Math.min(firstFrom(to), opened.visible),
        });
        return {
          async page({ after, withDocuments, ...stretch }) {
            await takes(withDocuments ? times.page + times.pack : times.identities);
            held();
            const { first, past } = range(stretch);
            const start = after === undefined ? first : Number(after.sort[0]) + 1;
            const count = Math.max(0, Math.min(pageSize, past - start));
            return Array.from({ length: count }, (_, at) => hitOf(start + at, withDocuments));
          },
          async pageEnd(stretch) {
            await takes(times.pageEnd);
            held();
            const { first, past } = range(stretch);
            const last = first + pageSize - 1;
            return { last: last < past ? timeOf(last) : undefined, isEmpty: past <= first };
          },
          close: async () => {},
        };
      },
    };
    const slow =
      <Given extends unknown[], Answer>(work: (...given: Given) => Promise<Answer>) =>
      async (...given: Given) => {
        await takes(times.table / 2);
        const answer = await work(...given);
        await takes(times.table / 2);
        return answer;
      };
    const store: CheckpointStore = {
      read: slow(table.read),
      write: slow(table.write),
      readPart: slow(table.readPart),
      writePart: slow(table.writePart),
    };
    const handle = produceHandler({
      source: async () => source,
      progress: progressStore(store, "elasticsearch/clicks", takes),
      prepare: (events) => async (deadline) => {
        if (events.length > 0) await takes(times.put);
        if (time.now() > deadline) return { sent: 0, failed: 0, left: [...events] };
        for (const { text } of events) stream.push({ document: Number(text), by: self });
        return { sent: events.length, failed: 0, left: [] };
      },
      eventsOf: ({ id }): Outgoing[] => [{ text: id, device: "", source: {} as Outgoing["source"] }],
      timing: { lagMs: LAG_MS, overlapMs: 60_000 },
      slices,
      pollMs: 58_000,
      now: time.now,
      sleep: takes,
      report() {},
    });
    void handle({}, { deadline: time.now() + 73_000, functionArn: "", requestId: "" }).finally(() => {
      self.done = true;
    });
    return self;
  }

  const tick = () => {
    for (let at = 0; at < slices; at += 1) invoke();
    time.after(MINUTE, tick);
  };

  return {
    time,
    table,
    stream,
    running,
    invoke,
    /** Every point in time that is open is lost. */
    expire() {
      expired += 1;
    },
    /** From the next minute on there are so many slices. */
    resize(count: number) {
      slices = count;
    },
    /** Begins to invoke as many as there are slices, every minute. */
    begin: () => time.after(0, tick),
    /** Lets so many milliseconds pass. */
    pass: (ms: number) => time.run(() => false, time.now() + ms),
    /** Documents that should be on the stream by now. */
    due: () => firstFrom(fromMillis(time.now() - LAG_MS)),
  };
}
