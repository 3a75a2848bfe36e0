import { Client, errors, type estypes } from "@elastic/elasticsearch";
import { Pool } from "undici";
import { guardedLookup } from "../../shared/network/link-local.ts";
import type { DocumentKey } from "./document-keys.ts";
import { ExactSerializer } from "./exact-serializer.ts";
import type { IngestTime } from "./ingest-time.ts";

/** A document as the index holds it. */
export interface Hit extends DocumentKey {
  /** Absent where only its identity was asked for. */
  document?: Record<string, unknown>;
  /** Where the next page goes on. */
  sort: estypes.SortResults;
}

export interface PageRequest {
  from: IngestTime | undefined;
  to: IngestTime;
  after: Hit | undefined;
  withDocuments: boolean;
}

/** How many documents of a stretch of ingest time make a page. */
export interface PageEnd {
  /** Ingest time of the last document of the first page; undefined where all of them are less than a page. */
  last: IngestTime | undefined;
  isEmpty: boolean;
}

/** The index at one point in time. */
export interface IndexSnapshot {
  /** The next documents in the order of their ingest time. The same request gives the same page. */
  page(request: PageRequest): Promise<Hit[]>;
  /** Where the first page would end, without reading it. */
  pageEnd(stretch: Pick<PageRequest, "from" | "to">): Promise<PageEnd>;
  close(): Promise<void>;
}

/** The index does not hold the point in time any more: it was restarted, or nobody asked for longer than it is kept. */
export class SnapshotExpired extends Error {
  override name = "SnapshotExpired";
}

/** Port to the index that is read. Everything throws when Elasticsearch is out of reach or returns only a part. */
export interface DocumentSource {
  pageSize: number;
  /** The signal ends every request that is under way, also those of the snapshot. */
  open(signal: AbortSignal): Promise<IndexSnapshot>;
  /** How many documents have no ingest time, so that no poll will ever find them. */
  countUnreachable(signal: AbortSignal): Promise<number>;
}

export interface ElasticsearchParts {
  client: Client;
  index: string;
  ingestField: string;
  pageSize: number;
  /** Leaves the ingest time out of the documents: it is no attribute of the event. */
  stripIngestField: boolean;
}

/** Longer than any pause between two pages: the time within which one page is published, or waits for its turn. */
const KEEP_ALIVE = "2m";
/** Prints nanoseconds in full, where JSON numbers would lose them, and is understood where a time is asked for. */
const FORMAT = "strict_date_optional_time_nanos";

export function elasticsearchSource(parts: ElasticsearchParts): DocumentSource {
  const { client, index, ingestField, pageSize, stripIngestField } = parts;
  return {
    pageSize,
    async open(signal) {
      const { id } = await client.openPointInTime({ index, keep_alive: KEEP_ALIVE }, { signal });
      let newest = id;
      const search = async (
        { from, to }: Pick<PageRequest, "from" | "to">,
        asked: estypes.SearchRequest,
      ): Promise<estypes.SearchResponse<Record<string, unknown>>> => {
        const body: estypes.SearchRequest = {
          pit: { id: newest, keep_alive: KEEP_ALIVE },
          query: { range: { [ingestField]: { ...(from && { gte: from }), lt: to, format: FORMAT } } },
          sort: [{ [ingestField]: { order: "asc", format: FORMAT } }, { _shard_doc: { order: "asc" } }],
          allow_partial_search_results: false,
          ...asked,
        };
        const response = await client
          .search<Record<string, unknown>>(body, { signal })
          .catch((error: unknown) => {
            throw isExpired(error) ? new SnapshotExpired((error as Error).message) : error;
          });
        newest = response.pit_id ?? newest;
        return response;
      };
      return {
        async page({ after, withDocuments, ...stretch }) {
          const response = await search(stretch, {
            size: pageSize,
            ...(after && { search_after: after.sort }),
            _source: withDocuments && stripIngestField ? { excludes: [ingestField] } : withDocuments,
            track_total_hits: false,
          });
          const hits = hitsOf(response, index);
          if (withDocuments && hits.some(({ document }) => document === undefined))
            throw new Error(`Documents of ${index} have no _source: switch it on in the index's mapping.`);
          return hits;
        },
        async pageEnd(stretch) {
          // Hits before `from` are sorted and not fetched, which is most of what a page costs.
          const response = await search(stretch, {
            from: pageSize - 1,
            size: 1,
            _source: false,
            track_total_hits: pageSize,
          });
          const [last] = hitsOf(response, index);
          const { total } = response.hits;
          return {
            last: last?.ingestedAt,
            isEmpty: (typeof total === "number" ? total : total?.value) === 0,
          };
        },
        async close() {
          await client.closePointInTime({ id: newest });
        },
      };
    },
    async countUnreachable(signal) {
      const query = { bool: { must_not: { exists: { field: ingestField } } } };
      return (await client.count({ index, query }, { signal })).count;
    },
  };
}

/** A point in time is kept by shards; the error of the request is that of one of them. */
const isExpired = (error: unknown): boolean =>
  error instanceof errors.ResponseError &&
  error.statusCode === 404 &&
  JSON.stringify(error.body ?? "").includes("search_context_missing_exception");

function hitsOf(response: estypes.SearchResponse<Record<string, unknown>>, index: string): Hit[] {
  const { timed_out, _shards: shards, hits } = response;
  if (timed_out || shards.failed > 0)
    throw new Error(
      `Elasticsearch answered only in part for ${index} ` +
        `(${shards.failed} of ${shards.total} shards failed${timed_out ? ", timed out" : ""}).`,
    );
  return hits.hits.map(({ _index, _id, _source, sort }) => ({
    index: _index,
    id: _id!,
    ingestedAt: String(sort![0]),
    ...(_source && { document: _source }),
    sort: sort!,
  }));
}

const REQUEST_MS = 10_000;

/** Connections as the client makes them itself, but for the lookup. It follows no redirect: the key goes nowhere else. */
const guardedPool = ({ url }: { url: URL }): Pool =>
  new Pool(url.origin, {
    pipelining: 1,
    headersTimeout: REQUEST_MS,
    bodyTimeout: REQUEST_MS,
    connect: { lookup: guardedLookup },
  });

/** A client for an API key (without one for undefined), made again when the key is another one than before. */
export function clientByKey(node: string): (apiKey: string | undefined) => Client {
  let last: { apiKey: string | undefined; client: Client } | undefined;
  return (apiKey) => {
    if (!last || last.apiKey !== apiKey) {
      const auth = apiKey === undefined ? {} : { auth: { apiKey } };
      last = {
        apiKey,
        client: new Client({
          node,
          ...auth,
          requestTimeout: REQUEST_MS,
          maxRetries: 2,
          compression: true,
          agent: guardedPool,
          Serializer: ExactSerializer,
        }),
      };
    }
    return last.client;
  };
}
