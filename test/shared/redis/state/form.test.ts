import { readFileSync } from "node:fs";
import { zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { VERSION_LENGTH } from "../../../../shared/redis/facts.ts";
import { stateText, storedState } from "../../../../shared/redis/state/form.ts";

const VERSION = "v".repeat(VERSION_LENGTH);
const state = (rest: string) => Buffer.from(VERSION + rest);

test("a state comes back as it was, however it is stored, with its version in front", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.constantFrom("none" as const, "zstd" as const),
      (rest, form) => {
        // As a state begins behind its version.
        const stored = storedState(state(`\n${rest}`), form);
        expect(stored.toString("latin1", 0, VERSION_LENGTH)).toBe(VERSION);
        expect(stateText(stored)).toBe(state(`\n${rest}`).toString());
      },
    ),
  );
});

test("what was stored compressed by the first release that does so is read", () => {
  const stored = Buffer.from(
    readFileSync("test/fixtures/session-state/format-4-a7db35.zstd.base64", "utf8"),
    "base64",
  );
  expect(stateText(stored)).toBe(readFileSync("test/fixtures/session-state/format-4-a7db35.txt", "utf8"));
});

describe("what is no state keeps its first bytes, and is no text of one", () => {
  const compressed = zstdCompressSync(Buffer.from("\nf4"));
  test.each<[string, Buffer]>([
    ["foreign bytes", Buffer.alloc(VERSION_LENGTH + 8, 0xe4)],
    ["a compressed state that was cut", Buffer.concat([state(""), compressed.subarray(0, -2)])],
    ["a magic number and nothing", Buffer.concat([state(""), compressed.subarray(0, 4)])],
  ])("%s", (_what, stored) => {
    const text = stateText(stored);
    expect(text.slice(0, VERSION_LENGTH)).toBe(stored.toString("latin1", 0, VERSION_LENGTH));
    expect(text[VERSION_LENGTH]).not.toBe("\n");
  });
});
