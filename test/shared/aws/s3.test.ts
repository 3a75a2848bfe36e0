import { ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { objectStore } from "../../../shared/aws/s3.ts";

const s3 = mockClient(S3Client);
beforeEach(() => {
  s3.reset();
});

describe("objectStore", () => {
  test("lists every page of a prefix", async () => {
    s3.on(ListObjectsV2Command, { ContinuationToken: undefined })
      .resolves({
        Contents: [{ Key: "failed/a", Size: 1 }],
        IsTruncated: true,
        NextContinuationToken: "next",
      })
      .on(ListObjectsV2Command, { ContinuationToken: "next" })
      .resolves({ Contents: [{ Key: "failed/b", Size: 2 }], IsTruncated: false });
    const found: { key: string; bytes: number }[] = [];
    for await (const object of objectStore(new S3Client({}), "bucket").list("failed/")) found.push(object);
    expect(found).toEqual([
      { key: "failed/a", bytes: 1 },
      { key: "failed/b", bytes: 2 },
    ]);
  });

  test("puts bytes with what they are", async () => {
    s3.on(PutObjectCommand).resolves({});
    const bytes = Buffer.from([1, 2, 3]);
    await objectStore(new S3Client({}), "bucket").put("k", bytes, {
      contentType: "application/x-ndjson",
      contentEncoding: "gzip",
    });
    expect(s3.commandCalls(PutObjectCommand)[0]!.args[0].input).toEqual({
      Bucket: "bucket",
      Key: "k",
      Body: bytes,
      ContentType: "application/x-ndjson",
      ContentEncoding: "gzip",
    });
  });

  test("ends a put at its deadline, and never without one", async () => {
    s3.on(PutObjectCommand).resolves({});
    const store = objectStore(new S3Client({}), "bucket", () => 1_000);
    await store.put("k", Buffer.from("x"));
    await store.put("k", Buffer.from("x"), { deadline: 1_020 });
    const [endless, ending] = s3
      .commandCalls(PutObjectCommand)
      .map(({ args }) => (args as unknown[] as [unknown, { abortSignal?: AbortSignal }?])[1]?.abortSignal);
    expect(endless).toBeUndefined();
    await new Promise((resolve) => ending!.addEventListener("abort", resolve));
  });
});
