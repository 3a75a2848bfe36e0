import { randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { MAX_PACK_ENTRIES, RECORD_BYTES, UNPACKED_BYTES } from "../../../shared/limits.ts";
import type { Compression } from "../../../shared/pack/compression.ts";
import { unpackRecord } from "../../../shared/pack/decode.ts";
import { encodePacks, type Packed, type PackOptions } from "../../../shared/pack/encode.ts";

interface Item {
  lane: string;
  line: string | Uint8Array;
}

const options = (change: Partial<PackOptions<Item>> = {}): PackOptions<Item> => ({
  group: ({ lane }) => lane,
  partitionKey: (lane) => lane,
  write: ({ line }, out) => (typeof line === "string" ? out.text(line) : out.bytes(line)),
  packBytes: 1024,
  compression: "none",
  ...change,
});

const item = (line: string | Uint8Array, lane = "1"): Item => ({ lane, line });

/** Lines of each pack, as they are read again. */
function reread({ packs }: Packed<Item>): string[][] {
  return packs.map(({ record }) => {
    const unpacked = unpackRecord(record.data);
    return unpacked.ok ? unpacked.entries.map((entry) => Buffer.from(entry).toString("latin1")) : [];
  });
}

const latin1 = ({ line }: Item) => Buffer.from(line as string).toString("latin1");

describe("packs", () => {
  test("hold one group each, in the order of the items", () => {
    const items = [item('{"a":1}', "1"), item('{"b":2}', "2"), item('{"c":3}', "1")];
    const packed = encodePacks(items, options());
    expect(packed.packs.map(({ record, items }) => [record.partitionKey, items])).toEqual([
      ["1", [items[0], items[2]]],
      ["2", [items[1]]],
    ]);
    expect(reread(packed)).toEqual([['{"a":1}', '{"c":3}'], ['{"b":2}']]);
  });

  test("are full to the byte", () => {
    const line = "x".repeat(9);
    const items = Array.from({ length: 7 }, () => item(line));
    const sizes = (packBytes: number) =>
      encodePacks(items, options({ packBytes })).packs.map(({ record }) => record.data.byteLength);
    expect(sizes(29)).toEqual([29, 29, 9]);
    expect(sizes(28)).toEqual([19, 19, 19, 9]);
    expect(sizes(1)).toEqual([9, 9, 9, 9, 9, 9, 9]);
  });

  test("hold no more items than a reader takes, however small these are", () => {
    const items = Array.from({ length: 2 * MAX_PACK_ENTRIES + 1 }, () => item("1"));
    const { packs } = encodePacks(items, options({ packBytes: 128 * 1024 }));
    expect(packs.map((pack) => pack.items.length)).toEqual([MAX_PACK_ENTRIES, MAX_PACK_ENTRIES, 1]);
  });

  test("take their key from their own items", () => {
    const items = [item("aaaa"), item("bbbb")];
    const keys = encodePacks(
      items,
      options({ packBytes: 4, partitionKey: (_, [first]) => String(first!.line) }),
    );
    expect(keys.packs.map(({ record }) => record.partitionKey)).toEqual(["aaaa", "bbbb"]);
  });
});

describe("a line that NDJSON would change has a pack of its own", () => {
  const pretty = '{\n  "a": 1\n}';
  test.each([
    { description: "JSON over several lines", line: pretty },
    { description: "a blank line", line: "" },
    { description: "white space", line: " \t" },
    { description: "a CR at the end", line: '{"a":1}\r' },
  ])("$description", ({ line }) => {
    for (const form of [line, Buffer.from(line)]) {
      const packed = encodePacks([item("{}"), item(form), item("[]")], options());
      expect(reread(packed)).toEqual([["{}"], [line], ["[]"]]);
    }
  });
});

describe("what fits no record", () => {
  const most = RECORD_BYTES - 1;
  test.each([
    { description: "just fits", line: "x".repeat(most), compression: "none", oversize: false },
    { description: "one byte more", line: "x".repeat(most + 1), compression: "none", oversize: true },
    { description: "fits once compressed", line: "x".repeat(most + 1), compression: "zstd", oversize: false },
    {
      description: "does not compress",
      line: randomBytes(most + 1).fill(65, 0, 1),
      compression: "gzip",
      oversize: true,
    },
    {
      description: "unpack would refuse",
      line: Buffer.alloc(UNPACKED_BYTES + 1, 65),
      compression: "zstd",
      oversize: true,
    },
  ] as { description: string; line: string | Uint8Array; compression: Compression; oversize: boolean }[])(
    "$description",
    ({ line, compression, oversize }) => {
      const small = item("{}");
      const large = item(line);
      const packed = encodePacks([small, large], options({ compression }));
      expect(packed.oversize).toEqual(oversize ? [large] : []);
      expect(packed.packs.flatMap(({ items }) => items)).toEqual(oversize ? [small] : [small, large]);
    },
  );

  test("a pack that outgrows a record is halved, however large packs may be", () => {
    const items = Array.from({ length: 40 }, () => item(randomBytes(100_000).toString("base64")));
    for (const compression of ["none", "gzip", "zstd"] as const) {
      const packed = encodePacks(items, options({ packBytes: 64 * RECORD_BYTES, compression }));
      expect(packed.packs.length).toBeLessThan(items.length);
      expect(packed.packs.every(({ record }) => record.data.byteLength < RECORD_BYTES)).toBe(true);
      expect(packed.packs.flatMap(({ items }) => items)).toEqual(items);
    }
  });
});

describe("unpack(encodePacks(items)) gives the items", () => {
  const magics = [[], [0x1f, 0x8b], [0x28, 0xb5, 0x2f, 0xfd], [0xf3, 0x89, 0x9a, 0xc2]];
  const raw = fc
    .tuple(fc.constantFrom(...magics), fc.uint8Array({ maxLength: 40 }))
    .map(([magic, rest]) => Buffer.from([...magic, ...rest].filter((byte) => byte !== 10)));
  const text = fc.string({ unit: "grapheme", maxLength: 40 }).map((text) => text.replaceAll("\n", ""));
  const items = fc.array(fc.record({ lane: fc.constantFrom("1", "2", "3"), line: fc.oneof(raw, text) }), {
    maxLength: 30,
  });

  test("for any lines, sizes and compressions", () => {
    const compression = fc.constantFrom<Compression>("none", "gzip", "zstd");
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 200 }), compression, (items, packBytes, compression) => {
        const packed = encodePacks(items, options({ packBytes, compression }));
        expect(packed.oversize).toEqual([]);
        for (const lane of ["1", "2", "3"]) {
          const packs = packed.packs.filter(({ record }) => record.partitionKey === lane);
          const expected = items.filter((one) => one.lane === lane);
          expect(packs.flatMap(({ items }) => items)).toEqual(expected);
          expect(reread({ packs, oversize: [] }).flat()).toEqual(expected.map(latin1));
        }
        for (const { items } of packed.packs) {
          const size = items.reduce((sum, { line }) => sum + Buffer.from(line as string).length + 1, -1);
          expect(items.length === 1 || size <= packBytes).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
