import { BULK_BYTES, BULK_DOCUMENTS } from "../limits.ts";
import { type BulkResult, bulkReason, bulkVerdict } from "../search/bulk-verdict.ts";
import { type DocumentIndex, type IndexedDocument, TOO_LARGE } from "../search/document-index.ts";
import type { Unwritten } from "../stream.ts";
import { isTransient } from "./errors.ts";
import { backoff, type Pace, realPace } from "./pace.ts";
import type { SearchDomain } from "./search-domain.ts";

/** Requests under way at once: an invocation is one of many, and a small domain refuses more than it has threads for. */
const CONCURRENT_REQUESTS = 2;

/** Waits are short: what is still refused after these is left to the trigger, which waits for longer. */
const MAX_ATTEMPTS = 5;

type Left = Unwritten<IndexedDocument>;

/**
 * A domain's indices, written by bulk requests. Each names its index in its path, by which a policy can bound it. What is
 * refused for the moment, as a whole or a document alone, is sent again with jittered backoff.
 */
export function documentIndex(domain: SearchDomain, pace: Partial<Pace> = {}): DocumentIndex {
  const { now, random, sleep } = { ...realPace, ...pace };

  return {
    async write(documents, deadline) {
      const left: Left[] = [];
      const waiting = requestsOf(documents).values();
      const lane = async () => {
        for (const request of waiting) left.push(...(await writeAll(request, deadline)));
      };
      await Promise.all(Array.from({ length: CONCURRENT_REQUESTS }, lane));
      return left;
    },
  };

  async function writeAll(documents: readonly IndexedDocument[], deadline: number): Promise<Left[]> {
    const refused: Left[] = [];
    let again: Left[] = documents.map((item) => ({ item, ...noTime, retriable: true }));
    for (let attempt = 1; again.length > 0 && attempt <= MAX_ATTEMPTS && now() < deadline; attempt += 1) {
      if (attempt > 1) await sleep(Math.max(0, Math.min(backoff(attempt, random), deadline - now())));
      const sent = again.map(({ item }) => item);
      const judgements = await send(sent, deadline);
      if (judgements === "too large") return [...refused, ...(await halve(sent, deadline))];
      again = judgements.filter(({ retriable }) => retriable);
      refused.push(...judgements.filter(({ retriable }) => !retriable));
    }
    return [...refused, ...again];
  }

  async function halve(documents: readonly IndexedDocument[], deadline: number): Promise<Left[]> {
    const [only] = documents;
    if (documents.length === 1)
      return [{ item: only!, code: TOO_LARGE, message: "larger than the domain takes", retriable: false }];
    const middle = documents.length >> 1;
    const first = await writeAll(documents.slice(0, middle), deadline);
    return [...first, ...(await writeAll(documents.slice(middle), deadline))];
  }

  /** Returns what is not there. */
  async function send(
    documents: readonly IndexedDocument[],
    deadline: number,
  ): Promise<Left[] | "too large"> {
    const all = (code: string, message: string): Left[] =>
      documents.map((item) => ({ item, code, message, retriable: true }));
    try {
      const { status, body } = await domain.send(bulkRequest(documents), deadline);
      if (status === 413) return "too large";
      if (status === 429 || status >= 500) return all(`HTTP ${status}`, "the domain refused the request");
      const results = resultsIn(status, body, documents.length);
      return documents.flatMap((item, at) => judged(item, results[at]!));
    } catch (error) {
      if (!isTransient(error)) throw error;
      return all(error.name, error.message);
    }
  }
}

const noTime = { code: "DeadlineExceeded", message: "the time of the invocation was used up" };

function judged(item: IndexedDocument, result: BulkResult): Left[] {
  const verdict = bulkVerdict(result);
  if (verdict === "present") return [];
  const code = result.error?.type ?? `HTTP ${result.status}`;
  return [{ item, code, message: bulkReason(result), retriable: verdict === "again" }];
}

/** A result for each document, in order. A response that is none is no word on any of them. */
function resultsIn(status: number, body: unknown, count: number): BulkResult[] {
  const items = (body as { items?: { index?: BulkResult }[] } | undefined)?.items;
  if (status === 200 && Array.isArray(items) && items.length === count)
    return items.map(({ index }) => index ?? { status: 500 });
  const type = (body as { error?: { type?: string } } | undefined)?.error?.type;
  throw new Error(
    `The OpenSearch domain refused a bulk request with HTTP ${status}${type === undefined ? "" : ` (${type})`}: see the access policy of the domain and of the function's role.`,
  );
}

function bulkRequest(documents: readonly IndexedDocument[]) {
  const parts = documents.flatMap(({ id, version, source }) => [
    Buffer.from(`${JSON.stringify({ index: { _id: id, version, version_type: "external_gte" } })}\n`),
    source,
    NEW_LINE,
  ]);
  return {
    method: "POST",
    path: `/${documents[0]!.index}/_bulk`,
    // The names of what was indexed are known here.
    query: { filter_path: "errors,items.*.status,items.*.error,error.type" },
    contentType: "application/x-ndjson",
    body: Buffer.concat(parts),
  } as const;
}

const NEW_LINE = Buffer.from("\n");
/** At most, of the line before a document. */
const ACTION_BYTES = 1_024;

/** By index, and so that none is too large unless a single document is. */
function requestsOf(documents: readonly IndexedDocument[]): IndexedDocument[][] {
  return [...Map.groupBy(documents, ({ index }) => index).values()].flatMap((some) => {
    const requests: IndexedDocument[][] = [];
    let room = 0;
    for (const document of some) {
      const bytes = document.source.length + ACTION_BYTES;
      if (requests.length === 0 || requests.at(-1)!.length === BULK_DOCUMENTS || bytes > room) {
        requests.push([]);
        room = BULK_BYTES;
      }
      requests.at(-1)!.push(document);
      room -= bytes;
    }
    return requests;
  });
}
