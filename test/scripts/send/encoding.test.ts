import { describe, expect, test } from "@jest/globals";
import { asUtf8, isEncoding } from "../../../scripts/send/encoding.ts";
import { allOf, inPieces } from "./pieces.ts";

const text = "naïve 東京 😀 €";
const utf16 = Buffer.from(text, "utf16le");
const swapped = Buffer.from(utf16).swap16();
const bytes = (...values: number[]) => Buffer.from(values);

async function read(content: Uint8Array, named?: string, piece?: number) {
  const { encoding, pieces } = await asUtf8("a.csv", inPieces(content, piece), named);
  return { encoding, text: Buffer.concat(await allOf(pieces)) };
}

describe("asUtf8", () => {
  test.each([
    { description: "UTF-8", content: Buffer.from(text), encoding: "utf-8" },
    { description: "UTF-8 with a mark", content: Buffer.from(`\ufeff${text}`), encoding: "utf-8" },
    {
      description: "UTF-16 LE by its mark",
      content: Buffer.concat([bytes(0xff, 0xfe), utf16]),
      encoding: "utf-16le",
    },
    {
      description: "UTF-16 BE by its mark",
      content: Buffer.concat([bytes(0xfe, 0xff), swapped]),
      encoding: "utf-16be",
    },
    { description: "UTF-16 by its name", content: utf16, named: "utf-16le", encoding: "utf-16le" },
    {
      description: "a mark against the name",
      content: Buffer.concat([bytes(0xff, 0xfe), utf16]),
      named: "latin1",
      encoding: "utf-16le",
    },
  ])("$description, wherever it is cut", async ({ content, named, encoding }) => {
    for (const piece of [1, 2, 3, 7, 1000])
      expect(await read(content, named, piece)).toEqual({ encoding, text: Buffer.from(text) });
  });

  test.each(["PAR,id\n", "Object,id\n", "BZh,id\n", "<id>,name\n", "PK,id\n"])(
    "%j is text",
    async (content) => {
      expect((await read(Buffer.from(content))).text.toString()).toBe(content);
    },
  );

  test.each([
    { named: "windows-1252", content: bytes(0x80, 0xfc), text: "€ü" },
    { named: "shift_jis", content: bytes(0x93, 0x8c, 0x8b, 0x9e), text: "東京" },
    { named: "ISO-8859-2", content: bytes(0xb1), text: "ą" },
  ])("$named by its name", async ({ named, content, text: expected }) => {
    expect((await read(content, named, 1)).text.toString()).toBe(expected);
  });

  test("bytes that are no character do not become one", async () => {
    expect((await read(bytes(0x41, 0x81, 0x20, 0x42), "shift_jis")).text).toEqual(
      bytes(0x41, 0xff, 0x20, 0x42),
    );
    expect((await read(bytes(0x41, 0xfc))).text).toEqual(bytes(0x41, 0xfc));
  });

  test.each([
    {
      description: "UTF-16 LE without a mark",
      content: Buffer.from('{"a":1}', "utf16le"),
      says: "add --encoding utf-16le",
    },
    {
      description: "UTF-16 BE without a mark",
      content: Buffer.from('{"a":1}', "utf16le").swap16(),
      says: "add --encoding utf-16be",
    },
    {
      description: "UTF-32",
      content: bytes(0xff, 0xfe, 0, 0, 0x41, 0, 0, 0),
      says: "UTF-32, which is not read",
    },
    { description: "a zip archive", content: Buffer.from("PK\x03\x04\x14\0", "latin1"), says: "unzip it" },
    {
      description: "a workbook",
      content: bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1),
      says: "save the sheet as CSV",
    },
    { description: "Parquet", content: Buffer.from("PAR1\x15\x04"), says: "COPY (FROM 'events.parquet')" },
    { description: "Avro", content: Buffer.from("Obj\x01\x04"), says: "an Avro file" },
    { description: "gzip within gzip", content: bytes(0x1f, 0x8b, 8, 0), says: "gzip twice" },
    { description: "zstd", content: bytes(0x28, 0xb5, 0x2f, 0xfd, 4), says: "unzstd" },
    { description: "bzip2", content: Buffer.from("BZh91AY&SY"), says: "bunzip2" },
    { description: "xz", content: bytes(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), says: "unxz" },
    { description: "a web page", content: Buffer.from("\n<!DOCTYPE html>"), says: "a web page" },
    { description: "another web page", content: Buffer.from("<html lang=en>"), says: "a web page" },
    { description: "XML", content: Buffer.from('<?xml version="1.0"?>'), says: "XML" },
  ])("$description is refused with a sentence", async ({ content, says }) => {
    await expect(read(content)).rejects.toThrow(says);
  });
});

test.each([
  { name: "windows-1252", known: true },
  { name: "UTF-16", known: true },
  { name: "klingon", known: false },
  { name: "", known: false },
])("is there an encoding $name? $known", ({ name, known }) => {
  expect(isEncoding(name)).toBe(known);
});
