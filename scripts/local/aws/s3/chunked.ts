import { AwsError } from "../gateway/aws-error.ts";

export interface Chunked {
  body: Buffer;
  /** Names in lower case. */
  trailers: Record<string, string>;
}

/**
 * Decodes an `aws-chunked` body: chunks of `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n`, a chunk of size 0, then
 * trailers. Signatures are not verified.
 */
export function decodeChunked(encoded: Buffer): Chunked {
  const chunks: Buffer[] = [];
  let offset = 0;
  for (;;) {
    const line = lineAt(encoded, offset);
    if (line === undefined) throw incomplete("a chunk header is missing");
    offset += line.length + 2;
    const size = chunkSize(line);
    if (size === 0) return { body: Buffer.concat(chunks), trailers: trailers(encoded, offset) };
    if (offset + size + 2 > encoded.length) throw incomplete("a chunk is cut short");
    chunks.push(encoded.subarray(offset, offset + size));
    offset += size;
    if (encoded.toString("latin1", offset, offset + 2) !== "\r\n")
      throw incomplete("a chunk does not end where its size says");
    offset += 2;
  }
}

function chunkSize(line: string): number {
  const size = /^([0-9a-fA-F]{1,8})(?:;.*)?$/.exec(line)?.[1];
  if (size === undefined) throw incomplete("a chunk header has no size");
  return Number.parseInt(size, 16);
}

function trailers(encoded: Buffer, start: number): Record<string, string> {
  const found: Record<string, string> = {};
  let offset = start;
  for (
    let line = lineAt(encoded, offset);
    line !== undefined && line !== "";
    line = lineAt(encoded, offset)
  ) {
    const colon = line.indexOf(":");
    if (colon > 0) found[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
    offset += line.length + 2;
  }
  return found;
}

/** A chunk header line is short: beyond this, a line end would belong to something else. */
const LINE_BYTES = 16_384;

function lineAt(encoded: Buffer, offset: number): string | undefined {
  const end = encoded.indexOf("\r\n", offset, "latin1");
  return end < 0 || end - offset > LINE_BYTES ? undefined : encoded.toString("latin1", offset, end);
}

function incomplete(reason: string): AwsError {
  return new AwsError("IncompleteBody", `The aws-chunked body is malformed: ${reason}.`);
}
