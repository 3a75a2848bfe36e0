import {
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, test } from "@jest/globals";
import { errorOf, localAws, PLACE, s3Client } from "../local-aws.ts";

/** What the service was recorded to refuse, and what beside it to take. */

const Bucket = "archive";
const Key = "folder/object";
const OTHER = '"00000000000000000000000000000000"';

/** A bucket with one object, and its entity tag. */
async function bucket() {
  const aws = await localAws();
  aws.s3.createBucket(Bucket);
  const client = s3Client(aws);
  const { ETag } = await client.send(new PutObjectCommand({ Bucket, Key, Body: "old" }));
  const text = async (key = Key) => (await aws.s3.get(Bucket, key))?.toString();
  return { aws, client, ETag: ETag!, text };
}

type World = Awaited<ReturnType<typeof bucket>>;

/** Puts "new" in parts, and completes it under conditions. */
async function completed(
  { client }: World,
  conditions: Partial<CompleteMultipartUploadCommandInput>,
  parts = ["new"],
) {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
  for (const [index, Body] of parts.entries()) {
    const part = { Bucket, Key, UploadId, PartNumber: index + 1, Body };
    Parts.push({ PartNumber: index + 1, ETag: (await client.send(new UploadPartCommand(part))).ETag });
  }
  const upload = { Bucket, Key, UploadId, MultipartUpload: { Parts }, ...conditions };
  return client.send(new CompleteMultipartUploadCommand(upload));
}

const writes: Record<string, (world: World, conditions: object) => Promise<unknown>> = {
  "a put": ({ client }, conditions) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body: "new", ...conditions })),
  "a delete": ({ client }, conditions) =>
    client.send(new DeleteObjectCommand({ Bucket, Key, ...conditions })),
  "a multipart upload": completed,
};

describe.each(Object.entries(writes))("%s", (name, write) => {
  test("with the entity tag of another object changes nothing", async () => {
    const world = await bucket();
    expect(await errorOf(write(world, { IfMatch: OTHER }))).toBe("PreconditionFailed");
    expect(await world.text()).toBe("old");
  });

  test("with the object's own entity tag goes through", async () => {
    const world = await bucket();
    expect(await errorOf(write(world, { IfMatch: world.ETag }))).toBe("none");
    expect(await world.text()).toBe(name === "a delete" ? undefined : "new");
  });

  test("with an entity tag and no object is refused", async () => {
    const world = await bucket();
    await world.aws.s3.delete(Bucket, Key);
    expect(await errorOf(write(world, { IfMatch: world.ETag }))).toBe("NoSuchKey");
    expect(await world.text()).toBeUndefined();
  });
});

describe.each(Object.entries(writes).filter(([name]) => name !== "a delete"))(
  "%s that asks for a free key",
  (_name, write) => {
    test("changes no object", async () => {
      const world = await bucket();
      expect(await errorOf(write(world, { IfNoneMatch: "*" }))).toBe("PreconditionFailed");
      expect(await world.text()).toBe("old");
    });

    test("goes through where there is none", async () => {
      const world = await bucket();
      await world.aws.s3.delete(Bucket, Key);
      expect(await errorOf(write(world, { IfNoneMatch: "*" }))).toBe("none");
      expect(await world.text()).toBe("new");
    });

    test("and names an entity tag instead is not offered", async () => {
      const world = await bucket();
      await expect(write(world, { IfNoneMatch: OTHER })).rejects.toMatchObject({
        name: "NotImplemented",
        $metadata: { httpStatusCode: 501 },
      });
      expect(await world.text()).toBe("old");
    });
  },
);

describe("a read", () => {
  const statusOf = async (call: Promise<{ $metadata: { httpStatusCode?: number } }>) => {
    try {
      return (await call).$metadata.httpStatusCode;
    } catch (error) {
      return (error as { $metadata: { httpStatusCode?: number } }).$metadata.httpStatusCode;
    }
  };

  test.each<{ description: string; conditions: (etag: string) => object; status: number }>([
    { description: "another entity tag", conditions: () => ({ IfMatch: OTHER }), status: 412 },
    { description: "the object's entity tag", conditions: (etag) => ({ IfMatch: etag }), status: 200 },
    { description: "any entity tag", conditions: () => ({ IfMatch: "*" }), status: 200 },
    { description: "one of several", conditions: (etag) => ({ IfMatch: `${OTHER}, ${etag}` }), status: 200 },
    { description: "none but the object's", conditions: (etag) => ({ IfNoneMatch: etag }), status: 304 },
    { description: "none but another", conditions: () => ({ IfNoneMatch: OTHER }), status: 200 },
  ])("that wants $description: $status", async ({ conditions, status }) => {
    const { client, ETag } = await bucket();
    const input = { Bucket, Key, ...conditions(ETag) };
    expect(await statusOf(client.send(new GetObjectCommand(input)))).toBe(status);
    expect(await statusOf(client.send(new HeadObjectCommand(input)))).toBe(status);
  });
});

describe("a part", () => {
  const MB = 1024 * 1024;
  const part = (bytes: number) => "x".repeat(bytes);

  test("below 5 MB is refused, unless it is the last", async () => {
    const world = await bucket();
    const small = completed(world, {}, [part(5 * MB - 1), "end"]);
    expect(await errorOf(small)).toBe("EntityTooSmall");
    expect(await world.text()).toBe("old");
    expect(await errorOf(completed(world, {}, [part(5 * MB), "end"]))).toBe("none");
    expect((await world.text())!.length).toBe(5 * MB + 3);
  });
});

describe("a checksum", () => {
  const right: Record<string, Partial<PutObjectCommandInput>> = {
    CRC32: { ChecksumCRC32: "y/Q5Jg==" },
    CRC32C: { ChecksumCRC32C: "4waSgw==" },
    CRC64NVME: { ChecksumCRC64NVME: "rosUhgp5mIg=" },
    SHA1: { ChecksumSHA1: "98O8HYCOBHMq32eZZczDTKeuNEE=" },
  };
  const wrong = (checksum: Partial<PutObjectCommandInput>) =>
    Object.fromEntries(Object.entries(checksum).map(([name, text]) => [name, `A${String(text).slice(1)}`]));

  test.each(Object.keys(right))("%s is looked at", async (algorithm) => {
    const { client, text } = await bucket();
    const put = (checksum: object) =>
      client.send(new PutObjectCommand({ Bucket, Key, Body: "123456789", ...checksum }));
    expect(await errorOf(put(wrong(right[algorithm]!)))).toBe("BadDigest");
    expect(await text()).toBe("old");
    expect(await errorOf(put(right[algorithm]!))).toBe("none");
    expect(await text()).toBe("123456789");
  });

  test.each(["CRC32C", "CRC64NVME"] as const)(
    "%s of the SDK holds, whatever the length",
    async (algorithm) => {
      const { aws, client } = await bucket();
      for (const length of [0, 1, 7, 8, 1_000, 100_003]) {
        const Body = Buffer.from(Array.from({ length }, (_, index) => (index * 7919) & 0xff));
        const put = { Bucket, Key, Body, ChecksumAlgorithm: algorithm };
        await client.send(new PutObjectCommand(put));
        expect((await aws.s3.get(Bucket, Key))!.equals(Body)).toBe(true);
      }
    },
  );

  test("of a whole object in parts is looked at when it is completed", async () => {
    const world = await bucket();
    const conditions = { ChecksumType: "FULL_OBJECT" as const };
    const digits = ["123456789"];
    const bad = completed(world, { ...conditions, ...wrong(right.CRC64NVME!) }, digits);
    expect(await errorOf(bad)).toBe("BadDigest");
    expect(await world.text()).toBe("old");
    expect(await errorOf(completed(world, { ...conditions, ...right.CRC64NVME }, digits))).toBe("none");
  });
});

test.each([
  [PLACE.region, PLACE.region],
  ["us-east-1", undefined],
])("a bucket in %s says that it is in %s", async (region, expected) => {
  const aws = await localAws({ region });
  aws.s3.createBucket(Bucket);
  const { LocationConstraint } = await s3Client(aws).send(new GetBucketLocationCommand({ Bucket }));
  expect(LocationConstraint || undefined).toBe(expected);
});
