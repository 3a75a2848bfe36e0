import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { browserRefusal } from "../browser-guard.ts";
import { requestOf } from "./request.ts";
import {
  type IndexRequest,
  type IndexResponse,
  operationOf,
  route,
  type SearchNode,
  type SearchOperation,
} from "./routes.ts";
import { errorResponse, SearchError } from "./search-error.ts";

/** What goes wrong with a call, for tests. */
export type SearchFault =
  | { kind: "unavailable" }
  | { kind: "slow"; ms: number }
  | { kind: "failed_shards" }
  | { kind: "timed_out" }
  /** The call is carried out, and its connection is cut. */
  | { kind: "no_answer" };

/** Asked before every call. */
export type SearchFaultChooser = (operation: SearchOperation) => SearchFault | undefined;

/** Responds to one HTTP request in the protocol of Elasticsearch 8 and 9, which their clients check. */
export async function respond(
  node: SearchNode,
  chooseFault: SearchFaultChooser,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let result: IndexResponse | undefined;
  try {
    result = await carryOut(node, chooseFault, message);
  } catch (error) {
    result = errorResponse(error);
  }
  if (result === undefined) {
    message.socket.destroy();
    return;
  }
  const text = typeof result.body === "string" ? result.body : JSON.stringify(result.body);
  response.writeHead(result.status, {
    "x-elastic-product": "Elasticsearch",
    "content-type": contentType(message.headers.accept),
    "content-length": Buffer.byteLength(text),
  });
  response.end(message.method === "HEAD" ? undefined : text);
}

async function carryOut(
  node: SearchNode,
  chooseFault: SearchFaultChooser,
  message: IncomingMessage,
): Promise<IndexResponse | undefined> {
  const refusal = browserRefusal(message);
  if (refusal !== undefined) throw new SearchError(403, "security_exception", refusal);
  const request = await read(message);
  const operation = operationOf(request);
  const fault = chooseFault(operation);
  if (fault?.kind === "slow") await setTimeout(fault.ms);
  if (fault?.kind === "unavailable")
    throw new SearchError(503, "cluster_block_exception", "blocked by: [SERVICE_UNAVAILABLE]");
  const result = route(operation, node, request);
  if (fault?.kind === "no_answer") return undefined;
  if (operation === "search" && fault) return spoilt(result, fault, request.query);
  return result;
}

/** Part of the shards, or of the time, is missing: an error where partial results are not allowed, else half a page. */
function spoilt(result: IndexResponse, fault: SearchFault, query: URLSearchParams): IndexResponse {
  if (fault.kind !== "failed_shards" && fault.kind !== "timed_out") return result;
  if (fault.kind === "failed_shards" && query.get("allow_partial_search_results") === "false")
    throw new SearchError(503, "search_phase_execution_exception", "Partial shards failure");
  const body = JSON.parse(result.body as string);
  body.hits.hits = body.hits.hits.slice(0, body.hits.hits.length >> 1);
  if (fault.kind === "timed_out") body.timed_out = true;
  else body._shards = { total: 2, successful: 1, skipped: 0, failed: 1 };
  return { status: 200, body };
}

const JSON_TYPE = /^application\/(?:vnd\.elasticsearch\+)?(?:x-ndjson|json)\b/;
const VERSIONED = /compatible-with\s*=\s*(\d+)/;

async function read(message: IncomingMessage): Promise<IndexRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  const type = message.headers["content-type"];
  if (raw.length > 0 && !(type && JSON_TYPE.test(type)))
    throw new SearchError(
      406,
      "media_type_header_exception",
      `Content-Type header [${type}] is not supported`,
    );
  for (const header of [type, message.headers.accept]) {
    const version = VERSIONED.exec(header ?? "")?.[1];
    if (version !== undefined && version !== "8" && version !== "9")
      throw new SearchError(
        400,
        "media_type_header_exception",
        `compatible-with [${version}] is not supported`,
      );
  }
  return requestOf(message, raw);
}

function contentType(accept: string | undefined): string {
  const version = VERSIONED.exec(accept ?? "")?.[1];
  return version ? `application/vnd.elasticsearch+json;compatible-with=${version}` : "application/json";
}
