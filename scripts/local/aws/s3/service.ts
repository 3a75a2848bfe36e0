import { AwsError } from "../gateway/aws-error.ts";
import type { Call, Service } from "../gateway/gateway.ts";
import { type Answer, type HttpRequest, header } from "../gateway/message.ts";
import { objectAddress } from "./address.ts";
import { bucketHandlers } from "./bucket-handlers.ts";
import type { Buckets } from "./buckets.ts";
import { Multipart } from "./multipart.ts";
import { multipartHandlers, objectHandlers } from "./object-handlers.ts";
import { s3Operation } from "./operation.ts";

/** What a handler gets: `bucket` and `key` are empty where the operation has none. */
export interface S3Call {
  bucket: string;
  key: string;
  request: HttpRequest;
}

export type S3Handler = (call: S3Call) => Answer | Promise<Answer>;

export function s3Service(buckets: Buckets, region: string): Service {
  const handlers: Record<string, S3Handler> = {
    ...bucketHandlers(buckets, region),
    ...objectHandlers(buckets),
    ...multipartHandlers(buckets, new Multipart(buckets)),
  };
  return {
    operation: s3Operation,
    handle({ action, request }: Call) {
      const handler = handlers[action];
      if (handler === undefined) {
        const known = Object.keys(handlers).sort().join(", ");
        throw new AwsError("NotImplemented", `The local S3 does not know ${action}. It knows ${known}.`, 501);
      }
      const { bucket = "", key = "" } = objectAddress(request);
      return handler({ bucket, key, request });
    },
  };
}

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
