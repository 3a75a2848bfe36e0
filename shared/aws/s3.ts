import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { ObjectReader, ObjectStore } from "../failure/ports.ts";
import { deadlineSignal } from "./pace.ts";

/** A bucket as a store of whole objects. Every method throws the service's errors. */
export function objectStore(client: S3Client, bucket: string, now = Date.now): ObjectStore {
  return {
    bucket,

    async put(key, bytes, { contentType, contentEncoding, deadline } = {}) {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: bytes,
          ContentType: contentType,
          ContentEncoding: contentEncoding,
        }),
        deadline === undefined ? {} : { abortSignal: deadlineSignal(deadline, now()) },
      );
    },

    async get(key) {
      const response = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return (await response.Body?.transformToByteArray()) ?? new Uint8Array();
    },

    async *list(prefix) {
      let token: string | undefined;
      do {
        const page = await client.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
        );
        for (const { Key, Size } of page.Contents ?? []) if (Key) yield { key: Key, bytes: Size ?? 0 };
        token = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (token);
    },
  };
}

/** Every object under a prefix with the time at which it was written (epoch ms), page by page. Throws the service's errors. */
export async function* listedObjects(
  client: S3Client,
  bucket: string,
  prefix: string,
): AsyncGenerator<{ key: string; modified: number }> {
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
    );
    for (const { Key, LastModified } of page.Contents ?? [])
      if (Key && LastModified) yield { key: Key, modified: LastModified.getTime() };
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token);
}

/** Objects of any bucket as streams, for those that are too large to hold. */
export function objectReader(client: S3Client): ObjectReader {
  return {
    async *read({ bucket, key, from }) {
      // Without a range from the first byte on: for an empty object that would be an error (416).
      const Range = from > 0 ? `bytes=${from}-` : undefined;
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range }));
      yield* (Body ?? []) as AsyncIterable<Uint8Array>;
    },
  };
}
