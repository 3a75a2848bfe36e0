import { DeleteObjectCommand, ListObjectVersionsCommand, type S3Client } from "@aws-sdk/client-s3";

/** Removes objects for good. Every method throws the service's errors; what is not there is removed already. */
export interface ObjectRemover {
  remove(keys: readonly string[]): Promise<void>;
  /** Removes what the bucket keeps of an object from before it was last written. */
  removeEarlier(key: string): Promise<void>;
}

/** Requests at a time. */
const AT_ONCE = 8;

/**
 * In a bucket that keeps versions, every version goes and every delete marker, too: what a key held before is else still
 * there to be read.
 */
export function objectRemover(client: S3Client, bucket: string): ObjectRemover {
  async function removeVersions(key: string, which: "all" | "earlier"): Promise<void> {
    let KeyMarker: string | undefined;
    let VersionIdMarker: string | undefined;
    do {
      const page = await client.send(
        new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, KeyMarker, VersionIdMarker }),
      );
      for (const { Key, VersionId, IsLatest } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])])
        if (Key === key && (which === "all" || !IsLatest))
          await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId }));
      KeyMarker = page.IsTruncated ? page.NextKeyMarker : undefined;
      VersionIdMarker = page.IsTruncated ? page.NextVersionIdMarker : undefined;
    } while (KeyMarker !== undefined);
  }

  return {
    async remove(keys) {
      for (let from = 0; from < keys.length; from += AT_ONCE)
        await Promise.all(keys.slice(from, from + AT_ONCE).map((key) => removeVersions(key, "all")));
    },
    removeEarlier: (key) => removeVersions(key, "earlier"),
  };
}
