import { hash, randomUUID } from "node:crypto";
import { AwsError } from "../gateway/aws-error.ts";
import type { Buckets, PutOptions } from "./buckets.ts";

/** "Amazon S3 multipart upload limits": of each part but the last. */
const PART_BYTES = 5 * 1024 * 1024;

interface MultipartUpload {
  bucket: string;
  key: string;
  options: PutOptions;
  parts: Map<number, Buffer>;
}

/** Uploads in parts, held in memory until they are completed or aborted. */
export class Multipart {
  private readonly buckets: Buckets;
  private readonly uploads = new Map<string, MultipartUpload>();

  constructor(buckets: Buckets) {
    this.buckets = buckets;
  }

  create(bucket: string, key: string, options: PutOptions): string {
    this.buckets.folder(bucket);
    const id = randomUUID();
    this.uploads.set(id, { bucket, key, options, parts: new Map() });
    return id;
  }

  /** Returns the part's ETag. A part that is sent again replaces the one before. */
  addPart(id: string, number: number, body: Buffer): string {
    if (!Number.isInteger(number) || number < 1 || number > 10_000) {
      throw new AwsError("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
    }
    this.upload(id).parts.set(number, body);
    return etag(body);
  }

  /** @param verify throws when the object is not what the client takes it for */
  async complete(
    id: string,
    parts: { numbers: readonly number[]; etags: readonly string[] },
    { ifAbsent, verify }: { ifAbsent: boolean; verify(body: Buffer): void },
  ): Promise<string> {
    const { numbers, etags } = parts;
    const { bucket, key, options, parts: uploaded } = this.upload(id);
    if (numbers.length === 0) throw new AwsError("MalformedXML", "You must specify at least one part");
    if (numbers.some((number, index) => index > 0 && number <= numbers[index - 1]!)) {
      throw new AwsError("InvalidPartOrder", "The list of parts was not in ascending order.");
    }
    const bodies = numbers.map((number, index) => {
      const body = uploaded.get(number);
      if (body !== undefined && unquoted(etag(body)) === unquoted(etags[index] ?? "")) return body;
      throw new AwsError("InvalidPart", `Part ${number} was not uploaded, or its entity tag differs.`);
    });
    if (bodies.slice(0, -1).some(({ length }) => length < PART_BYTES))
      throw new AwsError(
        "EntityTooSmall",
        `Your proposed upload is smaller than the minimum allowed size: each part but the last has ${PART_BYTES} bytes at least.`,
      );
    const whole = Buffer.concat(bodies);
    verify(whole);
    const digests = Buffer.concat(bodies.map((body) => hash("md5", body, "buffer")));
    const etagOfAll = `"${hash("md5", digests, "hex")}-${bodies.length}"`;
    await this.buckets.store(bucket, key, whole, { ...options, ifAbsent, etag: etagOfAll });
    this.uploads.delete(id);
    return etagOfAll;
  }

  abort(id: string): void {
    this.upload(id);
    this.uploads.delete(id);
  }

  private upload(id: string): MultipartUpload {
    const upload = this.uploads.get(id);
    if (upload !== undefined) return upload;
    throw new AwsError("NoSuchUpload", "The specified multipart upload does not exist.", 404);
  }
}

const etag = (body: Buffer) => `"${hash("md5", body, "hex")}"`;
const unquoted = (text: string) => text.replace(/^"|"$/g, "");
