import { hash } from "node:crypto";
import { crc32 } from "node:zlib";
import { AwsError } from "../gateway/aws-error.ts";
import { type HttpRequest, header } from "../gateway/message.ts";
import { decodeChunked } from "./chunked.ts";
import { bytesOf, crc32c, crc64nvme } from "./crc.ts";

export interface Upload {
  body: Buffer;
  /** The `x-amz-checksum-…` headers that came with it; echoed in the answer. */
  checksums: Record<string, string>;
}

/** The object bytes of a request, once the transfer encoding is off and every checksum that we can compute holds. */
export function uploadOf(request: HttpRequest): Upload {
  const { body, trailers } = isChunked(request)
    ? decodeChunked(request.body)
    : { body: request.body, trailers: {} };
  const declared = header(request, "x-amz-decoded-content-length");
  if (declared !== undefined && Number(declared) !== body.length) {
    throw new AwsError(
      "IncompleteBody",
      `The body has ${body.length} bytes where ${declared} were declared.`,
    );
  }
  const checksums: Record<string, string> = {};
  for (const [name, value] of [...Object.entries(request.headers), ...Object.entries(trailers)]) {
    if (/^x-amz-checksum-(crc|sha)/.test(name) && typeof value === "string") checksums[name] = value;
  }
  for (const [name, value] of Object.entries(checksums)) verify(name, DIGESTS[name]?.(body), value);
  const md5 = header(request, "content-md5");
  if (md5 !== undefined) verify("content-md5", hash("md5", body, "base64"), md5);
  return { body, checksums };
}

function isChunked(request: HttpRequest): boolean {
  return (
    header(request, "content-encoding")
      ?.split(",")
      .some((coding) => coding.trim() === "aws-chunked") === true ||
    header(request, "x-amz-content-sha256")?.startsWith("STREAMING-") === true
  );
}

/**
 * Throws unless the checksum of a whole object holds that completes an upload in parts. One that is made of the parts'
 * own checksums says so by their number: `…-3`.
 */
export function verifyWhole(request: HttpRequest, body: Buffer): void {
  for (const [name, digest] of Object.entries(DIGESTS)) {
    const expected = header(request, name);
    if (expected !== undefined && !/-\d+$/.test(expected)) verify(name, digest(body), expected);
  }
}

const DIGESTS: Record<string, (body: Buffer) => string> = {
  "x-amz-checksum-crc32": (body) => bytesOf(crc32(body)).toString("base64"),
  "x-amz-checksum-crc32c": (body) => crc32c(body).toString("base64"),
  "x-amz-checksum-crc64nvme": (body) => crc64nvme(body).toString("base64"),
  "x-amz-checksum-sha1": (body) => hash("sha1", body, "base64"),
  "x-amz-checksum-sha256": (body) => hash("sha256", body, "base64"),
};

function verify(name: string, actual: string | undefined, expected: string): void {
  if (actual === undefined || actual === expected) return;
  throw new AwsError(
    "BadDigest",
    `The ${name} you specified did not match the body: ${expected} is not ${actual}.`,
  );
}
