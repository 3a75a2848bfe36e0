import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { decodeChunked } from "../../../../../scripts/local/aws/s3/chunked.ts";
import { uploadOf } from "../../../../../scripts/local/aws/s3/upload.ts";

/** Encodes as the SDKs do, with the chunk ends at the given places. */
function encode(
  body: Buffer,
  sizes: number[],
  trailers: Record<string, string> = {},
  signed = false,
): Buffer {
  const signature = signed ? `;chunk-signature=${"0".repeat(64)}` : "";
  const parts: Buffer[] = [];
  let at = 0;
  for (const size of [...sizes, body.length]) {
    const chunk = body.subarray(at, at + size);
    if (chunk.length === 0) break;
    parts.push(Buffer.from(`${chunk.length.toString(16)}${signature}\r\n`), chunk, Buffer.from("\r\n"));
    at += chunk.length;
  }
  const trailer = Object.entries(trailers).map(([name, value]) => `${name}:${value}\r\n`);
  return Buffer.concat([...parts, Buffer.from(`0${signature}\r\n${trailer.join("")}\r\n`)]);
}

// Bytes that look like framing are what a careless decoder falls for.
const tricky = fc.array(fc.constantFrom("\r\n", "0\r\n", "5\r\n", "a", "\0", "ÿ", ";chunk-signature="));
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  tricky.map((parts) => Buffer.from(parts.join(""), "latin1")),
);

describe("aws-chunked", () => {
  test("any bytes in any chunks, signed or not, come back whole with their trailers", () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.integer({ min: 1, max: 50 })), fc.boolean(), (body, sizes, signed) => {
        const trailers = { "x-amz-checksum-crc32": "AAAAAA==" };
        const decoded = decodeChunked(encode(Buffer.from(body), sizes, trailers, signed));
        expect(decoded.body.equals(Buffer.from(body))).toBe(true);
        expect(decoded.trailers).toEqual(trailers);
      }),
    );
  });

  test("a body that is cut anywhere before its last chunk is refused, never shortened", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), fc.nat(), (body, cut) => {
        const encoded = encode(Buffer.from(body), [10, 20]);
        const end = encoded.length - "0\r\n\r\n".length;
        expect(() => decodeChunked(encoded.subarray(0, cut % (end + 1)))).toThrow(/malformed/);
      }),
    );
  });

  test.each(["zz\r\nab\r\n0\r\n\r\n", "2\r\nabc\r\n0\r\n\r\n", "-1\r\na\r\n0\r\n\r\n", "plain"])(
    "%j is refused",
    (encoded) => {
      expect(() => decodeChunked(Buffer.from(encoded))).toThrow(/malformed/);
    },
  );
});

describe("uploads", () => {
  const request = (body: Buffer, headers: Record<string, string>) => ({
    method: "PUT",
    path: "/b/k",
    query: new URLSearchParams(),
    headers,
    body,
  });
  const hello = Buffer.from("hello");
  const chunked = {
    "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    "x-amz-decoded-content-length": "5",
  };

  test.each([
    ["crc32 in a header", hello, { "x-amz-checksum-crc32": "NhCmhg==" }],
    ["crc32 in a trailer", encode(hello, [2], { "x-amz-checksum-crc32": "NhCmhg==" }), chunked],
    ["Content-MD5", hello, { "content-md5": "XUFAKrxLKna5cZ2REBfFkg==" }],
    ["crc64nvme in a header", hello, { "x-amz-checksum-crc64nvme": "M3eFcAZSQlc=" }],
    ["a checksum of another kind", hello, { "x-amz-checksum-crc7": "anything" }],
  ])("accepts %s", (_description, body, headers) => {
    expect(uploadOf(request(body, headers)).body).toEqual(hello);
  });

  test.each([
    ["a wrong crc32", hello, { "x-amz-checksum-crc32": "AAAAAA==" }, "BadDigest"],
    ["a wrong trailer", encode(hello, [2], { "x-amz-checksum-crc32": "AAAAAA==" }), chunked, "BadDigest"],
    ["a wrong crc64nvme", hello, { "x-amz-checksum-crc64nvme": "anything" }, "BadDigest"],
    ["a wrong MD5", hello, { "content-md5": "AAAA" }, "BadDigest"],
    [
      "another length than declared",
      encode(hello, []),
      { ...chunked, "x-amz-decoded-content-length": "6" },
      "IncompleteBody",
    ],
  ])("refuses %s", (_description, body, headers, code) => {
    expect(() => uploadOf(request(body, headers))).toThrow(expect.objectContaining({ code }));
  });
});
