import { Pool } from "undici";
import { guardedLookup } from "../network/link-local.ts";
import type { ModelReply, Transport } from "./ports.ts";

/** Largest response that is read: 10,000 predictions of 800 bytes. */
const ANSWER_BYTES = 8 * 1024 * 1024;
const CONNECT_MS = 1_000;

export interface HttpOptions {
  /** Address of the predict method. */
  url: string;
  /** Largest number of connections, hence of requests under way. */
  connections: number;
}

/**
 * HTTP/1.1 over kept-alive connections, one request at a time on each: a pipelined request would wait behind a slow
 * one. Redirects are not followed, so the token goes to no other host.
 */
export function httpTransport({ url, connections }: HttpOptions): Transport {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    connect: { timeout: CONNECT_MS, lookup: guardedLookup },
    maxResponseSize: ANSWER_BYTES,
    keepAliveTimeout: 30_000,
  });

  return {
    async post(body, token, timeout) {
      const headers: Record<string, string> = {
        "content-type": "application/json",
        accept: "application/json",
      };
      if (token !== undefined) headers.authorization = `Bearer ${token}`;
      // The pool's own timeouts are checked about once a second, which is too coarse for a latency budget.
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), timeout);
      try {
        const request = {
          path: pathname + search,
          method: "POST" as const,
          headers,
          body,
          signal: late.signal,
        };
        const response = await pool.request(request);
        return {
          kind: "answer",
          status: response.statusCode,
          headers: response.headers,
          body: await response.body.text(),
        };
      } catch (error) {
        if (late.signal.aborted) return { kind: "timeout", message: `no answer within ${timeout} ms` };
        return replyOf(error);
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => pool.close(),
  };
}

/** undici's names for a response that came but cannot be used; HPE_… are those of its HTTP parser. */
const unreadable =
  /^(UND_ERR_RES_EXCEEDED_MAX_SIZE|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|HPE_.*|HTTPParserError)$/;
const unreachable =
  /^(UND_ERR_(CONNECT_TIMEOUT|SOCKET|HEADERS_TIMEOUT|BODY_TIMEOUT)|ECONN\w+|EPIPE|ETIMEDOUT|E(HOST|NET)UNREACH|EAI_AGAIN|ENOTFOUND)$/;

function replyOf(error: unknown): ModelReply {
  const code = nameOf(error);
  if (unreadable.test(code)) return { kind: "unreadable", message: `the answer cannot be read (${code})` };
  if (unreachable.test(code)) return { kind: "unreachable", message: `the model is out of reach (${code})` };
  throw error;
}

/** The code, or the name where an error of the HTTP parser has no code. */
function nameOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === "string" ? code : String(name);
}
