import { AwsError, xmlText } from "../gateway/aws-error.ts";
import type { HttpRequest } from "../gateway/message.ts";
import type { Buckets } from "./buckets.ts";
import type { S3Handler } from "./call.ts";
import { listingPage } from "./listing.ts";
import { element, textElement, textsOf, xmlAnswer } from "./xml.ts";

const PAGE_KEYS = 1000;

export function bucketHandlers(buckets: Buckets, region: string): Record<string, S3Handler> {
  return {
    CreateBucket({ bucket }) {
      buckets.createBucket(bucket);
      return { status: 200, headers: { location: `/${bucket}` }, body: "" };
    },
    HeadBucket({ bucket }) {
      buckets.folder(bucket);
      return { status: 200, headers: {}, body: "" };
    },
    async DeleteBucket({ bucket }) {
      await buckets.deleteBucket(bucket);
      return { status: 204, headers: {}, body: "" };
    },
    GetBucketLocation({ bucket }) {
      buckets.folder(bucket);
      // The first region of all has no name here.
      return xmlAnswer("LocationConstraint", region === "us-east-1" ? undefined : xmlText(region));
    },
    ListBuckets() {
      const entries = buckets.names.map((name) =>
        element(
          "Bucket",
          textElement("Name", name),
          textElement("CreationDate", buckets.created(name).toISOString()),
        ),
      );
      return xmlAnswer("ListAllMyBucketsResult", element("Buckets", ...entries));
    },
    async ListObjectsV2({ bucket, request }) {
      return listAnswer(buckets, bucket, request);
    },
    async ListObjectVersions({ bucket, request }) {
      return versionsAnswer(buckets, bucket, request);
    },
    async DeleteObjects({ bucket, request }) {
      const keys = textsOf(request.body.toString(), "Key");
      if (keys.length > PAGE_KEYS)
        throw new AwsError("MalformedXML", `At most ${PAGE_KEYS} keys can be deleted at once.`);
      for (const key of keys) await buckets.delete(bucket, key);
      return xmlAnswer("DeleteResult", ...keys.map((key) => element("Deleted", textElement("Key", key))));
    },
  };
}

async function listAnswer(buckets: Buckets, bucket: string, { query }: HttpRequest) {
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? undefined;
  const maxKeys = Math.min(PAGE_KEYS, Number(query.get("max-keys") ?? PAGE_KEYS));
  const token = query.get("continuation-token");
  const after = token === null ? (query.get("start-after") ?? "") : Buffer.from(token, "base64").toString();
  const { entries, commonPrefixes, next } = listingPage(await buckets.list(bucket, prefix), {
    prefix,
    delimiter,
    maxKeys,
    after,
  });
  const urlEncoded = query.get("encoding-type") === "url";
  const name = (tag: string, value: string) =>
    textElement(tag, urlEncoded ? encodeURIComponent(value).replaceAll("%2F", "/") : value);
  return xmlAnswer(
    "ListBucketResult",
    textElement("Name", bucket),
    name("Prefix", prefix),
    delimiter === undefined ? undefined : name("Delimiter", delimiter),
    textElement("MaxKeys", maxKeys),
    textElement("KeyCount", entries.length + commonPrefixes.length),
    urlEncoded ? textElement("EncodingType", "url") : undefined,
    textElement("IsTruncated", next !== undefined),
    token === null ? undefined : textElement("ContinuationToken", token),
    next === undefined
      ? undefined
      : textElement("NextContinuationToken", Buffer.from(next).toString("base64")),
    ...entries.map(({ key, size, modified, etag }) =>
      element(
        "Contents",
        name("Key", key),
        textElement("LastModified", modified.toISOString()),
        textElement("ETag", etag),
        textElement("Size", size),
        textElement("StorageClass", "STANDARD"),
      ),
    ),
    ...commonPrefixes.map((common) => element("CommonPrefixes", name("Prefix", common))),
  );
}

/** No bucket keeps versions here: of each object there is the one of the name null, as S3 says it of such buckets. */
async function versionsAnswer(buckets: Buckets, bucket: string, { query }: HttpRequest) {
  const prefix = query.get("prefix") ?? "";
  const maxKeys = Math.min(PAGE_KEYS, Number(query.get("max-keys") ?? PAGE_KEYS));
  const after = query.get("key-marker") ?? "";
  const request = { prefix, delimiter: undefined, maxKeys, after };
  const { entries, next } = listingPage(await buckets.list(bucket, prefix), request);
  return xmlAnswer(
    "ListVersionsResult",
    textElement("Name", bucket),
    textElement("Prefix", prefix),
    textElement("MaxKeys", maxKeys),
    textElement("IsTruncated", next !== undefined),
    next === undefined ? undefined : textElement("NextKeyMarker", next),
    ...entries.map(({ key, size, modified, etag }) =>
      element(
        "Version",
        textElement("Key", key),
        textElement("VersionId", "null"),
        textElement("IsLatest", true),
        textElement("LastModified", modified.toISOString()),
        textElement("ETag", etag),
        textElement("Size", size),
        textElement("StorageClass", "STANDARD"),
      ),
    ),
  );
}
