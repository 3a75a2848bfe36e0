import { join } from "node:path";
import { AwsError } from "../gateway/aws-error.ts";

const KEY_BYTES = 1024;
const FILE_NAME_BYTES = 255;

/** Names of files for keys that are folders here: `a` beside `a/b`, and `a/`. */
export const SAME_AS_FOLDER = ".s3-object";
const FOLDER_ITSELF = ".s3-folder";

/**
 * The file of a key, as long as that is no folder, too. Keys that are no path to a file of their own are refused, so
 * nothing leaves the bucket's folder.
 */
export function filePath(folder: string, key: string): string {
  if (Buffer.byteLength(key) > KEY_BYTES) throw new AwsError("KeyTooLongError", "Your key is too long.");
  const segments = key.split("/");
  const isFolder = segments.length > 1 && segments.at(-1) === "";
  if (isFolder) segments.pop();
  const refusal = segments.map(segmentRefusal).find((reason) => reason !== undefined);
  if (refusal !== undefined) {
    throw new AwsError(
      "InvalidArgument",
      `The local S3 keeps objects as files, and the key ${JSON.stringify(key)} ${refusal}.`,
    );
  }
  return join(folder, ...segments, ...(isFolder ? [FOLDER_ITSELF] : []));
}

/** The key of a file in a folder of a bucket; `path` is the folder's, "" for the bucket's own. */
export function keyOfFile(path: string, name: string): string {
  if (path === "") return name;
  if (name === SAME_AS_FOLDER) return path;
  return name === FOLDER_ITSELF ? `${path}/` : `${path}/${name}`;
}

function segmentRefusal(segment: string): string | undefined {
  if (segment === "") return "has an empty path segment (it begins with '/', or has '//')";
  if (segment === SAME_AS_FOLDER || segment === FOLDER_ITSELF)
    return `has the path segment '${segment}', which it needs for itself`;
  if (segment === "." || segment === "..") return `has the path segment '${segment}'`;
  if (segment.includes("\0") || segment.includes("\\")) return "has a character that no file name can have";
  if (Buffer.byteLength(segment) > FILE_NAME_BYTES)
    return `has a path segment of more than ${FILE_NAME_BYTES} bytes`;
  return undefined;
}

export function assertBucketName(name: string): void {
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes("..")) return;
  throw new AwsError("InvalidBucketName", `The specified bucket is not valid: ${JSON.stringify(name)}.`);
}
