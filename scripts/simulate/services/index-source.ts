import {
  type DocumentSource,
  type Hit,
  type PageRequest,
  SnapshotExpired,
} from "../../../functions/produce/elasticsearch.ts";
import { fromMillis } from "../../../functions/produce/ingest-time.ts";
import { CheckpointMoved, type CheckpointStore } from "../../../shared/aws/checkpoints.ts";
import type { Host } from "../host.ts";
import type { SimulatedNetwork } from "../network.ts";
import type { SimulatedTime } from "../time.ts";

interface Indexed {
  hit: Hit;
  /** Epoch ms from which a search finds it. */
  visibleAt: number;
}

const PAGE_SIZE = 25;

/** The source index: documents become visible some time after they were ingested, not always in order. */
export class SimulatedIndex {
  readonly lagMs = 1_000;
  readonly overlapMs = 10_000;
  readonly #time: SimulatedTime;
  readonly #documents: Indexed[] = [];

  constructor(time: SimulatedTime) {
    this.#time = time;
  }

  /** Ingests a document now; it is found `delay` ms later. */
  add(document: Record<string, unknown>, delay: number): Hit {
    const now = this.#time.now();
    const number = this.#documents.length;
    const hit = { index: "clicks", id: `d-${number}`, ingestedAt: fromMillis(now), document, sort: [number] };
    this.#documents.push({ hit, visibleAt: now + delay });
    return hit;
  }

  /** What a search would find now. */
  visible(): Hit[] {
    const now = this.#time.now();
    return this.#documents.filter(({ visibleAt }) => visibleAt <= now).map(({ hit }) => hit);
  }
}

/** The index as one environment reads it. Requests fail whole. */
export function documentSourceOf(
  index: SimulatedIndex,
  network: SimulatedNetwork,
  host: Host,
): DocumentSource {
  const request = <Answer>(answer: () => Answer) => network.call(host, "dynamodb", true, answer);
  return {
    pageSize: PAGE_SIZE,
    countUnreachable: () => request(() => 0),
    async open() {
      const found = await request(() => index.visible());
      // All of one precision here, so that their order is that of their text.
      const within = ({ from, to }: Pick<PageRequest, "from" | "to">) =>
        found.filter(({ ingestedAt }) => (from === undefined || ingestedAt >= from) && ingestedAt < to);
      const held = <Answer>(answer: () => Answer) =>
        request(() => {
          if (network.faults.strikes("snapshot-expired")) throw new SnapshotExpired("no search context");
          return answer();
        });
      return {
        page: ({ after, withDocuments, ...stretch }) =>
          held(() =>
            within(stretch)
              .filter(({ sort }) => after === undefined || Number(sort[0]) > Number(after.sort[0]))
              .slice(0, PAGE_SIZE)
              .map(({ document, ...hit }) => ({ ...hit, ...(withDocuments && { document }) })),
          ),
        pageEnd: (stretch) =>
          held(() => {
            const all = within(stretch);
            return { last: all[PAGE_SIZE - 1]?.ingestedAt, isEmpty: all.length === 0 };
          }),
        close: () => request(() => undefined),
      };
    },
  };
}

/** The table of checkpoints. */
export class CheckpointTable {
  readonly versions = new Map<string, { version: number; state: string }>();
  readonly parts = new Map<string, { bytes: Uint8Array; token: number }>();
}

export function checkpointsOf(
  table: CheckpointTable,
  network: SimulatedNetwork,
  host: Host,
): CheckpointStore {
  const request = <Answer>(answer: () => Answer) => network.call(host, "dynamodb", false, answer);
  return {
    read: (source) => request(() => table.versions.get(source)),
    write: (source, checkpoint) =>
      request(() => {
        if ((table.versions.get(source)?.version ?? 0) !== checkpoint.version - 1)
          throw new CheckpointMoved(source);
        table.versions.set(source, checkpoint);
      }),
    readPart: (name) => request(() => table.parts.get(name)?.bytes),
    writePart: (name, bytes, token) =>
      request(() => {
        if ((table.parts.get(name)?.token ?? 0) > token) throw new CheckpointMoved(name);
        table.parts.set(name, { bytes, token });
      }),
  };
}
