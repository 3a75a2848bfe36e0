import { DeleteObjectCommand, ListObjectVersionsCommand, type S3Client } from "@aws-sdk/client-s3";

/** Removes objects for good. Every method throws the service's errors; what is not there is removed already. */
export interface ObjectRemover {
  remove(keys: readonly string[]): Promise<void>;
}

/** Requests at a time. */
const AT_ONCE = 8;

/**
 * In a bucket that keeps versions, every version goes and every delete marker, too: what a key held before is else still
 * there to be read.
 */
export function objectRemover(client: S3Client, bucket: string): ObjectRemover {
  async function removeOne(key: string): Promise<void> {
    let KeyMarker: string | undefined;
    let VersionIdMarker: string | undefined;
    do {
      const page = await client.send(
        new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, KeyMarker, VersionIdMarker }),
      );
      for (const { Key, VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])])
        if (Key === key) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId }));
      KeyMarker = page.IsTruncated ? page.NextKeyMarker : undefined;
      VersionIdMarker = page.IsTruncated ? page.NextVersionIdMarker : undefined;
    } while (KeyMarker !== undefined);
  }

  return {
    async remove(keys) {
      for (let from = 0; from < keys.length; from += AT_ONCE)
        await Promise.all(keys.slice(from, from + AT_ONCE).map(removeOne));
    },
  };
}
