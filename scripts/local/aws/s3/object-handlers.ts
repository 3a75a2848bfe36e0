import { AwsError } from "../gateway/aws-error.ts";
import { type HttpRequest, header } from "../gateway/message.ts";
import type { Buckets, ObjectFacts } from "./buckets.ts";
import { keptHeaders, type S3Call, type S3Handler } from "./call.ts";
import type { Multipart } from "./multipart.ts";
import { asksForAbsence, assertMatch, isKnown, noSuchKey } from "./preconditions.ts";
import { byteRange } from "./range.ts";
import { uploadOf, verifyWhole } from "./upload.ts";
import { textElement, textsOf, xmlAnswer } from "./xml.ts";

export function objectHandlers(buckets: Buckets): Record<string, S3Handler> {
  return {
    async PutObject({ bucket, key, request }) {
      const { body, checksums } = uploadOf(request);
      const ifAbsent = asksForAbsence(request);
      await assertPresent(buckets, { bucket, key, request });
      const etag = await buckets.store(bucket, key, body, { headers: keptHeaders(request), ifAbsent });
      return { status: 200, headers: { etag, ...checksums }, body: "" };
    },
    async GetObject({ bucket, key, request }) {
      const body = await buckets.get(bucket, key);
      const facts = await buckets.head(bucket, key);
      if (body === undefined || facts === undefined) throw noSuchKey(key);
      assertMatch(request, key, facts.etag);
      if (isKnown(request, facts.etag)) return { status: 304, headers: objectHeaders(facts), body: "" };
      const range = byteRange(header(request, "range"), body.length);
      if (range === undefined) return { status: 200, headers: objectHeaders(facts), body };
      const contentRange = `bytes ${range.start}-${range.end - 1}/${body.length}`;
      return {
        status: 206,
        headers: { ...objectHeaders(facts), "content-range": contentRange },
        body: body.subarray(range.start, range.end),
      };
    },
    async HeadObject({ bucket, key, request }) {
      const facts = await buckets.head(bucket, key);
      if (facts === undefined) throw new AwsError("NotFound", "Not Found", 404);
      assertMatch(request, key, facts.etag);
      if (isKnown(request, facts.etag)) return { status: 304, headers: objectHeaders(facts), body: "" };
      return {
        status: 200,
        headers: { ...objectHeaders(facts), "content-length": String(facts.size) },
        body: "",
      };
    },
    async DeleteObject({ bucket, key, request }) {
      await assertPresent(buckets, { bucket, key, request });
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
      const ifAbsent = asksForAbsence(request);
      await assertPresent(buckets, { bucket, key, request });
      const parts = { numbers, etags: textsOf(xml, "ETag") };
      const verify = (body: Buffer) => verifyWhole(request, body);
      const etag = await multipart.complete(uploadId(request), parts, { ifAbsent, verify });
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

/** Of a write, which looks at the object that it would replace. */
async function assertPresent(buckets: Buckets, { bucket, key, request }: S3Call): Promise<void> {
  if (header(request, "if-match") === undefined) return;
  assertMatch(request, key, (await buckets.head(bucket, key))?.etag);
}
