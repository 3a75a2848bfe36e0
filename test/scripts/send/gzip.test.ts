import { randomBytes } from "node:crypto";
import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { gunzipped } from "../../../scripts/send/gzip.ts";
import { inPieces } from "./pieces.ts";

/** What is read of a file that comes in pieces, and the sentence it ends with. */
async function read(bytes: Buffer, piece: number) {
  const content: Buffer[] = [];
  try {
    for await (const part of gunzipped(inPieces(bytes, piece))) content.push(Buffer.from(part));
    return { content: Buffer.concat(content), damage: undefined };
  } catch (error) {
    return { content: Buffer.concat(content), damage: (error as Error).message };
  }
}

const text = Buffer.concat([randomBytes(3_000), Buffer.alloc(100_000, "abc")]);
const members = [gzipSync("one\n"), gzipSync(text), gzipSync(""), gzipSync("four")];
const whole = Buffer.concat(members);
const content = Buffer.concat([Buffer.from("one\n"), text, Buffer.from("four")]);

/** A member with everything that RFC 1952 allows in its header. */
function adorned(data: string): Buffer {
  const extra = Buffer.from("\x02\0ab", "latin1");
  const head = Buffer.concat([Buffer.of(0x1f, 0x8b, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 3), extra]);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(data), 0);
  trailer.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, Buffer.from("name\0comment\0cc"), deflateRawSync(data), trailer]);
}

describe.each([{ piece: 5 }, { piece: 1_000 }, { piece: 1_000_000 }])(
  "a gzip file in pieces of $piece bytes",
  ({ piece }) => {
    test.each([
      { description: "members one after the other", bytes: whole, expected: content },
      {
        description: "zeros at the end",
        bytes: Buffer.concat([whole, Buffer.alloc(700)]),
        expected: content,
      },
      { description: "every part of a header", bytes: adorned("hello"), expected: Buffer.from("hello") },
    ])("$description", async ({ bytes, expected }) => {
      expect(await read(bytes, piece)).toEqual({ content: expected, damage: undefined });
    });

    test.each([
      {
        description: "garbage behind it",
        bytes: Buffer.concat([whole, Buffer.from("trailing")]),
        says: `ends at byte ${whole.length}`,
      },
      {
        description: "a member that is none",
        bytes: Buffer.concat([whole, Buffer.of(0x1f, 0x8b, 9), Buffer.alloc(9)]),
        says: "no method",
      },
      {
        description: "a last member without its checksum",
        bytes: whole.subarray(0, -3),
        says: "unexpected end of file",
      },
    ])("$description: all of the content, then a sentence", async ({ bytes, says }) => {
      const found = await read(bytes, piece);
      expect(found.content).toEqual(content);
      expect(found.damage).toContain(says);
    });

    test("a cut one: what is before the cut, then a sentence", async () => {
      const found = await read(gzipSync(text).subarray(0, -60), piece);
      expect(found.content.length).toBeGreaterThan(3_000);
      expect(found.content).toEqual(text.subarray(0, found.content.length));
      expect(found.damage).toBe("unexpected end of file");
    });

    test("a content that does not fit its checksum", async () => {
      const bytes = Buffer.from(gzipSync("hello"));
      bytes[bytes.length - 8]! ^= 1;
      expect(await read(bytes, piece)).toEqual({
        content: Buffer.from("hello"),
        damage: "its content does not fit its checksum",
      });
    });
  },
);
