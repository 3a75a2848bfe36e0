import { type HttpRequest, header } from "../gateway/message.ts";
import { objectAddress } from "./address.ts";

/** The API operation of a REST request: what the method, the place and the sub-resource say together. */
export function s3Operation(request: HttpRequest): string {
  const { bucket, key } = objectAddress(request);
  if (bucket === undefined) return request.method === "GET" ? "ListBuckets" : `${request.method}Service`;
  return key === undefined ? bucketOperation(request) : objectOperation(request);
}

/** Sub-resources of a bucket (policy, versioning, …); without this they would pass for the operation on the bucket. */
const PLAIN_PARAMETERS = new Set(["x-id", "list-type", "location", "delete"]);

function bucketOperation({ method, query }: HttpRequest): string {
  if (method === "POST" && query.has("delete")) return "DeleteObjects";
  if (method === "GET" && query.has("location")) return "GetBucketLocation";
  if (method === "GET" && query.get("list-type") === "2") return "ListObjectsV2";
  if (method === "GET" && query.has("versions")) return "ListObjectVersions";
  const subresource = [...query].find(([name, value]) => value === "" && !PLAIN_PARAMETERS.has(name))?.[0];
  if (subresource !== undefined) return `${method}Bucket?${subresource}`;
  const plain: Record<string, string> = { PUT: "CreateBucket", HEAD: "HeadBucket", DELETE: "DeleteBucket" };
  return plain[method] ?? (method === "GET" ? "ListObjects" : `${method}Bucket`);
}

function objectOperation(request: HttpRequest): string {
  const { method, query } = request;
  if (query.has("uploads") && method === "POST") return "CreateMultipartUpload";
  const copies = header(request, "x-amz-copy-source") !== undefined;
  if (query.has("uploadId") && copies) return "UploadPartCopy";
  if (query.has("uploadId")) return UPLOAD_OPERATIONS[method] ?? `${method}Upload`;
  if (method === "PUT") return copies ? "CopyObject" : "PutObject";
  const subresource = ["acl", "tagging", "attributes", "retention"].find((name) => query.has(name));
  if (subresource !== undefined) return `${method}Object?${subresource}`;
  const plain: Record<string, string> = { GET: "GetObject", HEAD: "HeadObject", DELETE: "DeleteObject" };
  return plain[method] ?? `${method}Object`;
}

const UPLOAD_OPERATIONS: Record<string, string> = {
  PUT: "UploadPart",
  POST: "CompleteMultipartUpload",
  DELETE: "AbortMultipartUpload",
};
