import { type HttpAnswer, type HttpRequest, header } from "../gateway/message.ts";

/** What a handler gets: `bucket` and `key` are empty where the operation has none. */
export interface S3Call {
  bucket: string;
  key: string;
  request: HttpRequest;
}

export type S3Handler = (call: S3Call) => HttpAnswer | Promise<HttpAnswer>;

/** The headers that S3 keeps with an object. */
export function keptHeaders(request: HttpRequest): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of Object.keys(request.headers)) {
    const value = header(request, name);
    if (value !== undefined && (KEPT.has(name) || name.startsWith("x-amz-meta-"))) kept[name] = value;
  }
  const coding = kept["content-encoding"]?.split(",").filter((part) => part.trim() !== "aws-chunked");
  if (coding === undefined || coding.length === 0) delete kept["content-encoding"];
  else kept["content-encoding"] = coding.join(",").trim();
  return kept;
}

const KEPT = new Set([
  "content-type",
  "content-encoding",
  "content-disposition",
  "content-language",
  "cache-control",
]);
