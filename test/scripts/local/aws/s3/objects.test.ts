import { createReadStream } from "node:fs";
import { readFile, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, test } from "@jest/globals";
import { errorOf, localAws, PLACE, s3Client } from "../local-aws.ts";

const Bucket = "archive";

async function bucket(keys: string[] = []) {
  const puts: string[] = [];
  const aws = await localAws({ taps: { onS3Put: (name, key) => puts.push(`${name}/${key}`) } });
  aws.s3.createBucket(Bucket);
  for (const key of keys) await aws.s3.put(Bucket, key, Buffer.from(key));
  return { aws, client: s3Client(aws), puts };
}

describe("objects", () => {
  test("an object is a file at its key, and comes back with its bytes and headers", async () => {
    const { aws, client, puts } = await bucket();
    const Key = "failed/stage=enrich/dt=2026-01-01/a b+ü.ndjson.gz";
    const Body = Buffer.from([0, 255, 13, 10, 13, 10, 48]);
    await client.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body,
        ContentType: "text/x",
        ContentEncoding: "gzip",
        Metadata: { a: "b" },
      }),
    );
    expect(await readFile(join(aws.s3.folder(Bucket), Key))).toEqual(Body);
    const got = await client.send(new GetObjectCommand({ Bucket, Key }));
    expect(Buffer.from(await got.Body!.transformToByteArray())).toEqual(Body);
    expect(got).toMatchObject({ ContentType: "text/x", ContentEncoding: "gzip", Metadata: { a: "b" } });
    expect(puts).toEqual([`${Bucket}/${Key}`]);
  });

  test("a streamed upload is stored without its chunk framing, and its checksum is verified", async () => {
    const { aws, client } = await bucket(["source"]);
    const body = Buffer.alloc(200_000, "stream");
    await aws.s3.put(Bucket, "source", body);
    const Body = createReadStream(join(aws.s3.folder(Bucket), "source"));
    await client.send(new PutObjectCommand({ Bucket, Key: "streamed", Body, ContentLength: body.length }));
    expect(await aws.s3.get(Bucket, "streamed")).toEqual(body);
    // More came than was stored: the client did frame it.
    expect(aws.counts()["s3.PutObject"]!.bytesIn).toBeGreaterThan(body.length);
  });

  test.each([
    ["bytes=0-3", "0123"],
    ["bytes=8-", "89"],
    ["bytes=-2", "89"],
    ["bytes=5-100", "56789"],
  ])("range %s", async (Range, expected) => {
    const { aws, client } = await bucket();
    await aws.s3.put(Bucket, "digits", Buffer.from("0123456789"));
    const got = await client.send(new GetObjectCommand({ Bucket, Key: "digits", Range }));
    expect(await got.Body!.transformToString()).toBe(expected);
    expect(got.ContentRange).toMatch(/^bytes \d+-\d+\/10$/);
  });

  test("a range beyond the end is refused", async () => {
    const { client } = await bucket(["k"]);
    expect(await errorOf(client.send(new GetObjectCommand({ Bucket, Key: "k", Range: "bytes=9-" })))).toBe(
      "InvalidRange",
    );
  });

  test("If-None-Match: * lets one of many writers through", async () => {
    const { client } = await bucket();
    const put = (Body: string) =>
      client.send(new PutObjectCommand({ Bucket, Key: "once", Body, IfNoneMatch: "*" }));
    const outcomes = await Promise.all(["a", "b", "c", "d"].map((body) => errorOf(put(body))));
    expect(outcomes.sort()).toEqual([
      "PreconditionFailed",
      "PreconditionFailed",
      "PreconditionFailed",
      "none",
    ]);
  });

  test.each(["../outside", "a/../../b", "a/./b", "/a", "a//b", "a//", "/", "a/.s3-object", ".s3-folder/b"])(
    "the key %j is refused",
    async (key) => {
      const { aws } = await bucket();
      await expect(aws.s3.put(Bucket, key, Buffer.from("x"))).rejects.toThrow(/keeps objects as files/);
    },
  );

  const nested = ["a", "a/", "a/b", "a/b/", "a/b/c", "d/e/f", "d", "d/e"];

  test.each([
    { description: "from the shortest on", keys: nested.toSorted() },
    { description: "from the longest on", keys: nested.toSorted().reverse() },
    { description: "in any order", keys: nested },
  ])("a key may be the folder of others, put $description", async ({ keys }) => {
    const { aws, client } = await bucket();
    const etags = new Map<string, string | undefined>();
    for (const Key of keys) {
      const put = { Bucket, Key, Body: `of ${Key}`, Metadata: { key: Key } };
      etags.set(Key, (await client.send(new PutObjectCommand(put))).ETag);
    }
    expect((await aws.s3.list(Bucket)).map(({ key }) => key)).toEqual(nested.toSorted());
    for (const Key of keys) {
      const got = await client.send(new GetObjectCommand({ Bucket, Key }));
      expect(await got.Body!.transformToString()).toBe(`of ${Key}`);
      expect([got.ETag, got.Metadata]).toEqual([etags.get(Key), { key: Key }]);
    }
    const under = await client.send(new ListObjectsV2Command({ Bucket, Prefix: "a/", Delimiter: "/" }));
    expect(under.Contents?.map(({ Key }) => Key)).toEqual(["a/", "a/b"]);
    expect(under.CommonPrefixes).toEqual([{ Prefix: "a/b/" }]);
    for (const [index, Key] of keys.entries()) {
      await client.send(new DeleteObjectCommand({ Bucket, Key }));
      const left = keys.slice(index + 1).toSorted();
      expect((await aws.s3.list(Bucket)).map(({ key }) => key)).toEqual(left);
    }
  });

  test("keys that are each other's folders can be put at once", async () => {
    const { aws } = await bucket();
    const keys = Array.from({ length: 8 }, (_, depth) => "a/".repeat(depth + 1).slice(0, -1));
    await Promise.all(keys.map((key) => aws.s3.put(Bucket, key, Buffer.from(key))));
    expect((await aws.s3.list(Bucket)).map(({ key }) => key)).toEqual(keys);
    for (const key of keys) expect((await aws.s3.get(Bucket, key))?.toString()).toBe(key);
  });

  test("a copy is refused by its name, and makes no object", async () => {
    const { aws, client } = await bucket(["from"]);
    const copy = client.send(new CopyObjectCommand({ Bucket, Key: "to", CopySource: `${Bucket}/from` }));
    await expect(copy).rejects.toThrow(/does not know CopyObject/);
    expect((await aws.s3.list(Bucket)).map(({ key }) => key)).toEqual(["from"]);
  });

  test("deletes are repeatable", async () => {
    const { aws, client } = await bucket(["from/a b", "to"]);
    await client.send(new DeleteObjectCommand({ Bucket, Key: "to" }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: "to" }));
    const Objects = [{ Key: "from/a b" }, { Key: "never & was" }];
    const { Deleted } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted).toEqual(Objects);
    expect(await aws.s3.list(Bucket)).toEqual([]);
  });

  test.each([
    ["an object that is not there", new GetObjectCommand({ Bucket, Key: "none" }), "NoSuchKey"],
    ["its head", new HeadObjectCommand({ Bucket, Key: "none" }), "NotFound"],
    ["a folder", new GetObjectCommand({ Bucket, Key: "dt=1" }), "NoSuchKey"],
    ["a bucket that is not there", new GetObjectCommand({ Bucket: "none", Key: "k" }), "NoSuchBucket"],
  ])("%s is an error", async (_description, command, expected) => {
    const { client } = await bucket(["dt=1/a"]);
    expect(await errorOf(client.send(command as GetObjectCommand))).toBe(expected);
  });
});

describe("buckets", () => {
  test("are created, found and listed", async () => {
    const { client } = await bucket();
    await client.send(new CreateBucketCommand({ Bucket: "second" }));
    await client.send(new HeadBucketCommand({ Bucket: "second" }));
    const { Buckets } = await client.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual([Bucket, "second"]);
    for (const { CreationDate } of Buckets!)
      expect(Date.now() - CreationDate!.getTime()).toBeLessThan(3_600_000);
    expect(await errorOf(client.send(new HeadBucketCommand({ Bucket: "third" })))).toBe("NotFound");
  });

  test("in virtual-host style the bucket is in the host's name", async () => {
    const { aws } = await bucket(["dt=1/a"]);
    const { request } = await import("node:http");
    const body = await new Promise<string>((resolve) => {
      const options = {
        host: "127.0.0.1",
        port: aws.port,
        path: "/dt%3D1/a",
        headers: { host: `${Bucket}.localhost:${aws.port}` },
      };
      request(options, (response) => {
        let text = "";
        response.on("data", (chunk) => (text += chunk)).on("end", () => resolve(text));
      }).end();
    });
    expect(body).toBe("dt=1/a");
  });

  test("listing goes by page, prefix and delimiter", async () => {
    const keys = ["a-b", "a/1", "a/2", "b/1", "b/2/3", "c"];
    const { client } = await bucket(keys);
    const seen: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 2, ContinuationToken }));
      seen.push(...page.Contents!.map(({ Key }) => Key!));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(seen).toEqual(keys);
    const folders = await client.send(new ListObjectsV2Command({ Bucket, Delimiter: "/", Prefix: "b/" }));
    expect(folders.Contents?.map(({ Key }) => Key)).toEqual(["b/1"]);
    expect(folders.CommonPrefixes).toEqual([{ Prefix: "b/2/" }]);
  });
});

describe("multipart uploads", () => {
  async function upload(bodies: string[], order = bodies.map((_, index) => index + 1)) {
    const { aws, client } = await bucket();
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: "k" }));
    const etags: (string | undefined)[] = [];
    for (const [index, Body] of bodies.entries()) {
      const part = { Bucket, Key: "k", UploadId, PartNumber: index + 1, Body };
      etags.push((await client.send(new UploadPartCommand(part))).ETag);
    }
    const Parts = order.map((PartNumber) => ({ PartNumber, ETag: etags[PartNumber - 1] }));
    const complete = () =>
      client.send(
        new CompleteMultipartUploadCommand({ Bucket, Key: "k", UploadId, MultipartUpload: { Parts } }),
      );
    return { aws, client, UploadId, complete };
  }

  test("parts become one object", async () => {
    const [one, two] = ["1", "2"].map((digit) => digit.repeat(5 * 1024 * 1024));
    const { aws, complete } = await upload([one!, two!, "three"]);
    expect((await complete()).ETag).toMatch(/-3"$/);
    expect((await aws.s3.get(Bucket, "k"))?.toString() === `${one}${two}three`).toBe(true);
  });

  test.each([
    ["out of order", [2, 1], "InvalidPartOrder"],
    ["a part that was not sent", [1, 3], "InvalidPart"],
  ])("%s is refused and leaves no object", async (_description, order, expected) => {
    const { aws, complete } = await upload(["one", "two"], order);
    expect(await errorOf(complete())).toBe(expected);
    expect(await aws.s3.get(Bucket, "k")).toBeUndefined();
  });

  test("an aborted upload is gone", async () => {
    const { client, UploadId, complete } = await upload(["one"]);
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key: "k", UploadId }));
    expect(await errorOf(complete())).toBe("NoSuchUpload");
  });
});

test("the SDK's default addressing works without path style", async () => {
  const { aws } = await bucket(["k"]);
  const credentials = { accessKeyId: "AK", secretAccessKey: "s" };
  const client = new S3Client({ region: PLACE.region, endpoint: aws.url, credentials });
  const got = await client.send(new GetObjectCommand({ Bucket, Key: "k" }));
  expect(await got.Body!.transformToString()).toBe("k");
  client.destroy();
});

test("a disk that refuses an object is told of, and the put fails", async () => {
  const faults: (string | undefined)[] = [];
  const aws = await localAws({ taps: { onStorageFault: ({ code }) => faults.push(code) } });
  aws.s3.createBucket("bucket");
  const drafts = join(aws.s3.folder("bucket"), "..", ".uploads");
  await rm(drafts, { recursive: true });
  // No file can be made there.
  await symlink("/dev/fd", drafts);
  await expect(aws.s3.put("bucket", "key", Buffer.from("body"))).rejects.toThrow();
  expect(faults).toHaveLength(1);
});
