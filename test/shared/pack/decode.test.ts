import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { MAX_PACK_ENTRIES, UNPACKED_BYTES } from "../../../shared/limits.ts";
import { unpackRecord } from "../../../shared/pack/decode.ts";
import { aggregate } from "../../../shared/pack/kpl.ts";

const bytes = (text: string) => Buffer.from(text);
const kpl = (...data: Uint8Array[]) => aggregate(data.map((data) => ({ partitionKey: "7", data })));
const bomb = gzipSync(Buffer.alloc(UNPACKED_BYTES + 1));

/** Entries as text, or the reason for which there are none. */
function outcome(data: Uint8Array): string[] | string {
  const unpacked = unpackRecord(data);
  return unpacked.ok ? unpacked.entries.map((entry) => Buffer.from(entry).toString()) : unpacked.reason;
}

describe("unpack takes what producers send", () => {
  const pretty = JSON.stringify({ a: { b: 1 }, c: [1, 2] }, null, 2);
  const cases: { description: string; data: Uint8Array; expected: string[] }[] = [
    { description: "one object", data: bytes('{"a":1}'), expected: ['{"a":1}'] },
    { description: "one object and a line end", data: bytes('{"a":1}\n'), expected: ['{"a":1}'] },
    { description: "NDJSON", data: bytes('{"a":1}\n{"b":2}'), expected: ['{"a":1}', '{"b":2}'] },
    { description: "a byte order mark", data: bytes('\ufeff{"a":1}'), expected: ['{"a":1}'] },
    {
      description: "a byte order mark before lines",
      data: bytes('\ufeff{"a":1}\n{"b":2}'),
      expected: ['{"a":1}', '{"b":2}'],
    },
    { description: "a byte order mark alone", data: bytes("\ufeff"), expected: ["\ufeff"] },
    { description: "CRLF", data: bytes('{"a":1}\r\n{"b":2}\r\n'), expected: ['{"a":1}', '{"b":2}'] },
    {
      description: "blank lines",
      data: bytes('\n{"a":1}\n \t\r\n\n{"b":2}\n'),
      expected: ['{"a":1}', '{"b":2}'],
    },
    { description: "one object over several lines", data: bytes(pretty), expected: [pretty] },
    {
      description: "one object whose first line looks whole",
      data: bytes('{"a":{}\n,"b":2}'),
      expected: ['{"a":{}\n,"b":2}'],
    },
    {
      description: "bad lines between good ones",
      data: bytes('{"a":1}\n{oops\n{"b":2}'),
      expected: ['{"a":1}', "{oops", '{"b":2}'],
    },
    { description: "a bad first line", data: bytes('oops}\n{"b":2}'), expected: ["oops}", '{"b":2}'] },
    { description: "numbers a line", data: bytes("1\n2"), expected: ["1", "2"] },
    { description: "gzip", data: gzipSync('{"a":1}\n{"b":2}'), expected: ['{"a":1}', '{"b":2}'] },
    { description: "zstd", data: zstdCompressSync('{"a":1}\n{"b":2}'), expected: ['{"a":1}', '{"b":2}'] },
    {
      description: "several zstd frames",
      data: Buffer.concat([zstdCompressSync('{"a":1}\n'), zstdCompressSync('{"b":2}')]),
      expected: ['{"a":1}', '{"b":2}'],
    },
    {
      description: "several gzip members",
      data: Buffer.concat([gzipSync('{"a":1}\n'), gzipSync('{"b":2}')]),
      expected: ['{"a":1}', '{"b":2}'],
    },
    {
      description: "a KPL aggregate of an object, NDJSON and a compressed pack",
      data: kpl(bytes("{}"), bytes('{"a":1}\n{"b":2}'), gzipSync('{"c":3}\n{"d":4}')),
      expected: ["{}", '{"a":1}', '{"b":2}', '{"c":3}', '{"d":4}'],
    },
  ];
  test.each(cases)("$description", ({ data, expected }) => {
    expect(outcome(data)).toEqual(expected);
  });
});

describe("no record comes out as no entry", () => {
  test.each([
    { description: "empty", data: bytes(""), entries: 1 },
    { description: "blank", data: bytes(" \n\r\n"), entries: 1 },
    { description: "compressed nothing", data: gzipSync(""), entries: 1 },
    { description: "an aggregate of an empty record", data: kpl(bytes("")), entries: 1 },
  ])("$description", ({ data, entries }) => {
    expect(outcome(data)).toHaveLength(entries);
  });
});

describe("unpack refuses what announces a format and breaks it", () => {
  const gzipped = gzipSync('{"a":1}');
  const zstd = zstdCompressSync('{"a":1}');
  const damaged = Buffer.from(kpl(bytes('{"a":1}')));
  damaged[10]! ^= 1;
  test.each([
    { description: "gzip cut short", data: gzipped.subarray(0, -4), reason: "bad_aggregate" },
    { description: "zstd cut short", data: zstd.subarray(0, -2), reason: "bad_aggregate" },
    { description: "a magic and nothing more", data: zstd.subarray(0, 4), reason: "bad_aggregate" },
    { description: "gzip and rubbish", data: Buffer.concat([gzipped, bytes("x")]), reason: "bad_aggregate" },
    {
      description: "zstd and rubbish",
      data: Buffer.concat([zstd, bytes("rubbish")]),
      reason: "bad_aggregate",
    },
    { description: "a bomb", data: bomb, reason: "oversize" },
    { description: "an aggregate with a changed byte", data: damaged, reason: "bad_aggregate" },
    { description: "the magic of an aggregate alone", data: damaged.subarray(0, 4), reason: "bad_aggregate" },
  ])("$description", ({ data, reason }) => {
    expect(outcome(data)).toBe(reason);
  });

  test("a damaged or bursting sub-record fails alone, with its own bytes", () => {
    const cut = gzipped.subarray(0, -4);
    const unpacked = unpackRecord(kpl(bytes('{"a":1}'), cut, bomb, bytes('{"b":2}')));
    expect(unpacked).toMatchObject({
      ok: true,
      entries: [bytes('{"a":1}'), cut, bomb, bytes('{"b":2}')].map(same),
    });
  });

  const lines = (count: number) => Buffer.from("x\n".repeat(count));
  const full = lines(MAX_PACK_ENTRIES);
  const large = JSON.stringify(Array(300_000).fill(1), null, 2);
  test.each([
    {
      description: "a text over many lines that is no event for its size",
      data: gzipSync(large),
      entries: "oversize",
    },
    { description: "one over a few lines", data: gzipSync(`{\n"a":"${"x".repeat(2e6)}"\n}`), entries: 1 },
    {
      description: "lines of which the first is damaged",
      data: gzipSync(`{"a":\n${"x".repeat(2e6)}`),
      entries: 2,
    },
    { description: "as many lines as a record may hold", data: full, entries: MAX_PACK_ENTRIES },
    { description: "blank lines beside them", data: lines(9).fill("\n", 2), entries: 1 },
    { description: "one line more", data: lines(MAX_PACK_ENTRIES + 1), entries: "oversize" },
    {
      description: "half a million lines in a hundred bytes",
      data: zstdCompressSync(lines(524_280)),
      entries: "oversize",
    },
    {
      description: "a sub-record of too many lines",
      data: kpl(bytes("{}"), gzipSync(full)),
      entries: "oversize",
    },
    {
      description: "too many sub-records",
      data: kpl(...Array(MAX_PACK_ENTRIES + 1).fill(bytes("x"))),
      entries: "oversize",
    },
    { description: "bombs without end", data: kpl(...Array(9).fill(bomb)), entries: "oversize" },
  ])("counts $description", ({ data, entries }) => {
    const unpacked = unpackRecord(data);
    expect(unpacked.ok ? unpacked.entries.length : unpacked.reason).toBe(entries);
  });

  test("sub-records together inflate to no more than one record may", () => {
    const half = gzipSync(Buffer.alloc(UNPACKED_BYTES / 2 + 1, 32));
    const unpacked = unpackRecord(kpl(half, half));
    expect(unpacked.ok && unpacked.entries.map(({ length }) => length)).toEqual([
      UNPACKED_BYTES / 2 + 1,
      half.length,
    ]);
  });
});

/** Equal as bytes, whichever class of view they are. */
const same = (expected: Uint8Array) => ({
  asymmetricMatch: (actual: Uint8Array) => Buffer.compare(actual, expected) === 0,
});

describe("properties", () => {
  const magics = [[], [0x1f, 0x8b], [0x28, 0xb5, 0x2f, 0xfd], [0xf3, 0x89, 0x9a, 0xc2]];
  const anyBytes = fc
    .tuple(fc.constantFrom(...magics), fc.uint8Array({ maxLength: 200 }))
    .map(([magic, rest]) => Uint8Array.from([...magic, ...rest]));

  test("any bytes end in at least one entry or in a reason", () => {
    fc.assert(
      fc.property(anyBytes, (data) => {
        const unpacked = unpackRecord(data);
        expect(unpacked.ok ? unpacked.entries.length : unpacked.message.length).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });

  test("entries of uncompressed bytes are the bytes without line ends and blanks between", () => {
    const text = fc.stringMatching(/^[{}a1 \n\r]*$/);
    fc.assert(
      fc.property(text, (written) => {
        const read = outcome(bytes(written)) as string[];
        expect(read.join("").replace(/\s/g, "")).toBe(written.replace(/\s/g, ""));
      }),
    );
  });
});
