import { hash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { link, mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { S3Buckets, Taps } from "../contract.ts";
import { AwsError } from "../gateway/aws-error.ts";
import { assertBucketName, filePath } from "./key.ts";
import { compareKeys } from "./listing.ts";

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

/**
 * Objects as files, `<folder>/<bucket>/<key>`: DuckDB and people read them as they are, and files that others put there
 * are objects, too. Headers and ETags are remembered until the program ends; after that, or for foreign files, the
 * ETag is made from size and time.
 */
export class Buckets implements S3Buckets {
  readonly dataDir: string;
  private readonly taps: Taps;
  private readonly facts = new Map<string, { etag: string; modified: number; headers: Record<string, string> }>();

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
    if (!existsSync(folder)) throw new AwsError("NoSuchBucket", `The specified bucket does not exist: ${bucket}`, 404);
    return folder;
  }

  async deleteBucket(bucket: string): Promise<void> {
    const folder = this.folder(bucket);
    if ((await this.list(bucket)).length > 0) throw new AwsError("BucketNotEmpty", "The bucket is not empty.", 409);
    await rm(folder, { recursive: true });
  }

  /** The object appears whole or not at all. Returns its ETag. */
  async store(bucket: string, key: string, body: Uint8Array, options: PutOptions = {}): Promise<string> {
    const path = filePath(this.folder(bucket), key);
    const draft = this.draft();
    await writeFile(draft, body);
    try {
      await place(draft, path, options.ifAbsent ?? false);
    } catch (error) {
      throw placeError(error, key);
    } finally {
      await rm(draft, { force: true });
    }
    const etag = options.etag ?? `"${hash("md5", body, "hex")}"`;
    const headers = { "content-type": options.contentType ?? "application/octet-stream", ...options.headers };
    this.facts.set(path, { etag, headers, modified: (await stat(path)).mtimeMs });
    this.taps.onS3Put?.(bucket, key);
    return etag;
  }

  async put(bucket: string, key: string, body: Uint8Array, options: { contentType?: string } = {}): Promise<void> {
    await this.store(bucket, key, body, options);
  }

  async get(bucket: string, key: string): Promise<Buffer | undefined> {
    return absentIsUndefined(readFile(filePath(this.folder(bucket), key)));
  }

  async head(bucket: string, key: string): Promise<ObjectFacts | undefined> {
    const path = filePath(this.folder(bucket), key);
    const file = await absentIsUndefined(stat(path));
    return file?.isFile() ? this.describe(path, file.size, file.mtimeMs) : undefined;
  }

  async list(bucket: string, prefix = ""): Promise<{ key: string; size: number; modified: Date; etag: string }[]> {
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
    const path = filePath(folder, key);
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

async function place(draft: string, path: string, ifAbsent: boolean): Promise<void> {
  // A concurrent delete may remove the folder between the two steps; then it is made again.
  for (let attempt = 1; ; attempt++) {
    await mkdir(dirname(path), { recursive: true });
    try {
      // link, unlike rename, fails if the name is taken: the check and the write are one step.
      return ifAbsent ? await link(draft, path) : await rename(draft, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || attempt === 5) throw error;
    }
  }
}

function placeError(error: unknown, key: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EEXIST" && !isFolderClash(error)) {
    return new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);
  }
  if (code === "ENOTDIR" || code === "EISDIR" || code === "EEXIST" || code === "ENOTEMPTY") {
    return new AwsError(
      "InvalidArgument",
      `The local S3 keeps objects as files, and ${JSON.stringify(key)} would be both an object and a folder.`,
    );
  }
  return error;
}

const isFolderClash = (error: unknown) => (error as NodeJS.ErrnoException).syscall === "mkdir";

async function walk(folder: string, path: string, prefix: string, keys: string[]): Promise<void> {
  const entries = (await absentIsUndefined(readdir(join(folder, path), { withFileTypes: true }))) ?? [];
  for (const entry of entries) {
    const key = path === "" ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory()) {
      const folderPrefix = `${key}/`;
      if (folderPrefix.startsWith(prefix) || prefix.startsWith(folderPrefix)) await walk(folder, key, prefix, keys);
    } else if (key.startsWith(prefix)) keys.push(key);
  }
}

async function absentIsUndefined<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // EISDIR: a key that is only a folder here is no object.
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR" || code === "ERR_FS_EISDIR") return undefined;
    throw error;
  }
}

async function removeIfEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch {
    // Not empty, or gone already: either way there is nothing more to do.
    return false;
  }
}
