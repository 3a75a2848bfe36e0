import { AwsError } from "../gateway/aws-error.ts";
import { type HttpRequest, header } from "../gateway/message.ts";
import type { Buckets, ObjectFacts } from "./buckets.ts";
import { keptHeaders, type S3Call, type S3Handler } from "./call.ts";
import type { Multipart } from "./multipart.ts";
import { byteRange } from "./range.ts";
import { uploadOf } from "./upload.ts";
import { textElement, textsOf, xmlAnswer } from "./xml.ts";

export function objectHandlers(buckets: Buckets): Record<string, S3Handler> {
  return {
    async PutObject({ bucket, key, request }) {
      const { body, checksums } = uploadOf(request);
      await ifMatch(buckets, { bucket, key, request });
      const etag = await buckets.store(bucket, key, body, {
        headers: keptHeaders(request),
        ifAbsent: header(request, "if-none-match") === "*",
      });
      return { status: 200, headers: { etag, ...checksums }, body: "" };
    },
    async GetObject({ bucket, key, request }) {
      const body = await buckets.get(bucket, key);
      const facts = await buckets.head(bucket, key);
      if (body === undefined || facts === undefined) throw noSuchKey(key);
      if (matches(request, "if-none-match", facts.etag))
        return { status: 304, headers: objectHeaders(facts), body: "" };
      const range = byteRange(header(request, "range"), body.length);
      if (range === undefined) return { status: 200, headers: objectHeaders(facts), body };
      const contentRange = `bytes ${range.start}-${range.end - 1}/${body.length}`;
      return {
        status: 206,
        headers: { ...objectHeaders(facts), "content-range": contentRange },
        body: body.subarray(range.start, range.end),
      };
    },
    async HeadObject({ bucket, key }) {
      const facts = await buckets.head(bucket, key);
      if (facts === undefined) throw new AwsError("NotFound", "Not Found", 404);
      return {
        status: 200,
        headers: { ...objectHeaders(facts), "content-length": String(facts.size) },
        body: "",
      };
    },
    async DeleteObject({ bucket, key }) {
      await buckets.delete(bucket, key);
      return { status: 204, headers: {}, body: "" };
    },
  };
}

export function multipartHandlers(buckets: Buckets, multipart: Multipart): Record<string, S3Handler> {
  return {
    CreateMultipartUpload({ bucket, key, request }) {
      const id = multipart.create(bucket, key, { headers: keptHeaders(request) });
      const place = [textElement("Bucket", bucket), textElement("Key", key)];
      return xmlAnswer("InitiateMultipartUploadResult", ...place, textElement("UploadId", id));
    },
    UploadPart({ request }) {
      const { body, checksums } = uploadOf(request);
      const etag = multipart.addPart(uploadId(request), Number(request.query.get("partNumber")), body);
      return { status: 200, headers: { etag, ...checksums }, body: "" };
    },
    async CompleteMultipartUpload({ bucket, key, request }) {
      const xml = request.body.toString();
      const numbers = textsOf(xml, "PartNumber").map(Number);
      const etag = await multipart.complete(uploadId(request), numbers, textsOf(xml, "ETag"));
      const place = [textElement("Bucket", bucket), textElement("Key", key)];
      buckets.folder(bucket);
      return xmlAnswer("CompleteMultipartUploadResult", ...place, textElement("ETag", etag));
    },
    AbortMultipartUpload({ request }) {
      multipart.abort(uploadId(request));
      return { status: 204, headers: {}, body: "" };
    },
  };
}

const uploadId = (request: HttpRequest) => request.query.get("uploadId") ?? "";

function objectHeaders(facts: ObjectFacts): Record<string, string> {
  return {
    ...facts.headers,
    etag: facts.etag,
    "last-modified": facts.modified.toUTCString(),
    "accept-ranges": "bytes",
  };
}

async function ifMatch(buckets: Buckets, { bucket, key, request }: S3Call): Promise<void> {
  if (header(request, "if-match") === undefined) return;
  const facts = await buckets.head(bucket, key);
  if (facts === undefined) throw noSuchKey(key);
  if (!matches(request, "if-match", facts.etag)) {
    throw new AwsError(
      "PreconditionFailed",
      "At least one of the pre-conditions you specified did not hold",
      412,
    );
  }
}

function matches(request: HttpRequest, name: string, etag: string): boolean {
  const expected = header(request, name);
  return (
    expected !== undefined && (expected === "*" || expected.replace(/"/g, "") === etag.replace(/"/g, ""))
  );
}

const noSuchKey = (key: string) => new AwsError("NoSuchKey", `The specified key does not exist: ${key}`, 404);
