import { describe, expect, test } from "@jest/globals";
import { DocumentKeys, MAX_PART_KEYS } from "../../../functions/produce/document-keys.ts";

const document = (at: number, index = "clicks") => ({
  index,
  id: `d-${at}`,
  ingestedAt: new Date(at * 1_000).toISOString(),
});

const keysOf = (count: number): DocumentKeys => {
  const keys = new DocumentKeys();
  for (let at = 0; at < count; at += 1) keys.add(document(at));
  return keys;
};

describe("keys of documents", () => {
  test("a later version of a document, and one of another index, are other documents", () => {
    const keys = keysOf(2);
    expect(keys.has(document(1))).toBe(true);
    expect(keys.has({ ...document(1), ingestedAt: document(2).ingestedAt })).toBe(false);
    expect(keys.has(document(1, "other"))).toBe(false);
  });

  test("come back from bytes, in parts that an item of the table can hold", () => {
    const parts = keysOf(MAX_PART_KEYS + 1).encode();
    expect(parts.map(({ byteLength }) => byteLength)).toEqual([320_000, 8]);
    const again = new DocumentKeys(parts);
    expect(again.size).toBe(MAX_PART_KEYS + 1);
    expect([0, MAX_PART_KEYS, MAX_PART_KEYS + 1].map((at) => again.has(document(at)))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("of none there are no bytes", () => {
    expect(new DocumentKeys().encode()).toEqual([]);
  });

  test("are those of the first format: eight bytes of a hash of index, id and ingest time", () => {
    const keys = new DocumentKeys();
    keys.add({ index: "clicks", id: "1", ingestedAt: "2026-03-04T10:00:00.000Z" });
    expect(Buffer.from(keys.encode()[0]!).toString("hex")).toBe("6ed0ee91ab3015cc");
  });
});
