import { AwsError } from "../gateway/aws-error.ts";
import { type HttpRequest, header } from "../gateway/message.ts";

export interface ObjectAddress {
  bucket?: string;
  key?: string;
}

/** Host suffixes after which a leading label is a bucket: `bucket.localhost`, `bucket.s3.localhost`, … */
const VIRTUAL_HOST = /^(?<bucket>[a-z0-9][a-z0-9.-]*?)\.(?:s3\.)?(?:localhost|127\.0\.0\.1)$/;

/** Bucket and key of a request in path style or virtual-host style. */
export function objectAddress(request: HttpRequest): ObjectAddress {
  const path = decoded(request.path.replace(/^\/+/, ""));
  const host = (header(request, "host") ?? header(request, ":authority") ?? "").replace(/:\d+$/, "");
  const virtual = VIRTUAL_HOST.exec(host)?.groups?.bucket;
  if (virtual !== undefined && virtual !== "s3")
    return { bucket: virtual, ...(path === "" ? {} : { key: path }) };
  if (path === "") return {};
  const slash = path.indexOf("/");
  if (slash < 0) return { bucket: path };
  const key = path.slice(slash + 1);
  return { bucket: path.slice(0, slash), ...(key === "" ? {} : { key }) };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new AwsError("InvalidURI", "The path is not percent-encoded UTF-8.");
  }
}
