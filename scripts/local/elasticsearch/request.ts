import type { IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import type { IndexRequest } from "./routes.ts";

/** @param raw the body as it came */
export function requestOf(message: IncomingMessage, raw: Buffer): IndexRequest {
  const url = new URL(message.url ?? "/", "http://local");
  return {
    method: message.method ?? "GET",
    path: url.pathname.split("/").filter(Boolean).map(decodeURIComponent),
    query: url.searchParams,
    body: (message.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw).toString("utf8"),
  };
}
