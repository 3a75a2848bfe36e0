import { hash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { LRUCache } from "lru-cache";
import type { S3Buckets, Taps } from "../contract.ts";
import { AwsError } from "../gateway/aws-error.ts";
import {
  absentIsUndefined,
  isFolderClash,
  makeFolders,
  objectPath,
  place,
  removeIfEmpty,
  walk,
} from "./files.ts";
import { assertBucketName, filePath } from "./key.ts";
import { compareKeys } from "./listing.ts";
import { preconditionFailed } from "./preconditions.ts";

export interface ObjectFacts {
  size: number;
  modified: Date;
  /** Quoted, as in the header. */
  etag: string;
  /** Content-Type, Content-Encoding, Cache-Control and x-amz-meta-… as they were put. */
  headers: Record<string, string>;
}

export interface PutOptions {
  contentType?: string;
  headers?: Record<string, string>;
  /** Refuse to replace an object (If-None-Match: *). */
  ifAbsent?: boolean;
  etag?: string;
}

const UPLOADS = ".uploads";
/** Some 20 MB; a run of a week writes more. */
const REMEMBERED_OBJECTS = 50_000;

/**
 * Objects as files, `<folder>/<bucket>/<key>`: DuckDB and people read them as they are, and files that others put there
 * are objects, too. An object whose key is also a folder has a name of its own in that folder. Headers and ETags of the
 * objects last used are remembered until the program ends; of others, and of foreign files, the ETag is made from size
 * and time.
 */
export class Buckets implements S3Buckets {
  readonly dataDir: string;
  private readonly taps: Taps;
  private readonly listeners = new Set<(bucket: string, key: string, size: number) => void>();
  private readonly facts = new LRUCache<
    string,
    { etag: string; modified: number; headers: Record<string, string> }
  >({ max: REMEMBERED_OBJECTS });

  constructor(dataDir: string, taps: Taps) {
    this.dataDir = dataDir;
    this.taps = taps;
    mkdirSync(join(dataDir, UPLOADS), { recursive: true });
  }

  get names(): string[] {
    return readdirSync(this.dataDir, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map((entry) => entry.name)
      .sort();
  }

  createBucket(name: string): void {
    assertBucketName(name);
    mkdirSync(join(this.dataDir, name), { recursive: true });
  }

  folder(bucket: string): string {
    assertBucketName(bucket);
    const folder = join(this.dataDir, bucket);
    if (!existsSync(folder))
      throw new AwsError("NoSuchBucket", `The specified bucket does not exist: ${bucket}`, 404);
    return folder;
  }

  async deleteBucket(bucket: string): Promise<void> {
    const folder = this.folder(bucket);
    if ((await this.list(bucket)).length > 0)
      throw new AwsError("BucketNotEmpty", "The bucket is not empty.", 409);
    await rm(folder, { recursive: true });
  }

  /** The object appears whole or not at all. Returns its ETag. */
  async store(bucket: string, key: string, body: Uint8Array, options: PutOptions = {}): Promise<string> {
    // A key that is refused is no fault of the disk.
    filePath(this.folder(bucket), key);
    const draft = this.draft();
    let path: string;
    try {
      await writeFile(draft, body);
      path = await this.place(draft, bucket, key, options.ifAbsent ?? false);
    } catch (error) {
      const fault = error as NodeJS.ErrnoException;
      if (fault.code === "EEXIST" && !isFolderClash(fault)) throw preconditionFailed();
      this.taps.onStorageFault?.(fault);
      throw fault;
    } finally {
      await rm(draft, { force: true });
    }
    const etag = options.etag ?? `"${hash("md5", body, "hex")}"`;
    const headers = { "content-type": options.contentType ?? "application/octet-stream", ...options.headers };
    this.facts.set(path, { etag, headers, modified: (await stat(path)).mtimeMs });
    this.taps.onS3Put?.(bucket, key);
    for (const listener of this.listeners) listener(bucket, key, body.byteLength);
    return etag;
  }

  onPut(listener: (bucket: string, key: string, size: number) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async put(
    bucket: string,
    key: string,
    body: Uint8Array,
    options: { contentType?: string } = {},
  ): Promise<void> {
    await this.store(bucket, key, body, options);
  }

  async get(bucket: string, key: string): Promise<Buffer | undefined> {
    return absentIsUndefined(readFile(this.path(bucket, key)));
  }

  async head(bucket: string, key: string): Promise<ObjectFacts | undefined> {
    const path = this.path(bucket, key);
    const file = await absentIsUndefined(stat(path));
    return file?.isFile() ? this.describe(path, file.size, file.mtimeMs) : undefined;
  }

  async list(
    bucket: string,
    prefix = "",
  ): Promise<{ key: string; size: number; modified: Date; etag: string }[]> {
    const folder = this.folder(bucket);
    const keys: string[] = [];
    await walk(folder, "", prefix, keys);
    const objects = await Promise.all(
      keys.sort(compareKeys).map(async (key) => ({ key, facts: await this.head(bucket, key) })),
    );
    // A file may go while the folder is read; then it is not listed.
    return objects.flatMap(({ key, facts }) => (facts === undefined ? [] : [{ key, ...facts }]));
  }

  async delete(bucket: string, key: string): Promise<void> {
    const folder = this.folder(bucket);
    const path = this.path(bucket, key);
    this.facts.delete(path);
    await absentIsUndefined(rm(path));
    // S3 has no folders: an empty one would stay in the way of an object with its name.
    for (let parent = dirname(path); parent !== folder; parent = dirname(parent)) {
      if (!(await removeIfEmpty(parent))) return;
    }
  }

  /** A path for a file in the making, on the same file system as the objects. */
  draft(): string {
    return join(this.dataDir, UPLOADS, randomUUID());
  }

  /** When the bucket was made. */
  created(bucket: string): Date {
    return statSync(this.folder(bucket)).birthtime;
  }

  private path(bucket: string, key: string): string {
    return objectPath(filePath(this.folder(bucket), key));
  }

  /** Puts a finished file in its place, where objects with a part of its key as theirs make room. Returns its path. */
  private async place(draft: string, bucket: string, key: string, ifAbsent: boolean): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      const path = this.path(bucket, key);
      try {
        await place(draft, path, ifAbsent);
        return path;
      } catch (error) {
        // Others may make a folder or an object of the name meanwhile; then it is looked at again.
        if (!isFolderClash(error) || attempt === 5) throw error;
      }
      for (const { from, to } of makeFolders(this.folder(bucket), path, this.draft())) {
        const facts = this.facts.get(from);
        this.facts.delete(from);
        if (facts !== undefined) this.facts.set(to, facts);
      }
    }
  }

  private describe(path: string, size: number, modified: number): ObjectFacts {
    const known = this.facts.get(path);
    const current = known !== undefined && known.modified === modified ? known : undefined;
    return {
      size,
      modified: new Date(modified),
      etag: current?.etag ?? `"${hash("md5", `${size}-${modified}`, "hex")}-0"`,
      headers: current?.headers ?? { "content-type": "application/octet-stream" },
    };
  }
}
