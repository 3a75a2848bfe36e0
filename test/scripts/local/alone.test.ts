import { describe, expect, test } from "@jest/globals";
import { alone } from "../../../scripts/local/alone.ts";

const large = Buffer.alloc(64 * 1024, "x");

describe("bytes that are kept", () => {
  test.each([
    { what: "a small piece of a large buffer is copied", bytes: large.subarray(100, 150), holds: 50 },
    { what: "most of a buffer stays where it is", bytes: large.subarray(0, 40_000), holds: large.length },
    { what: "what is no Buffer becomes one", bytes: new Uint8Array(10), holds: 10 },
    { what: "nothing holds nothing", bytes: large.subarray(0, 0), holds: 0 },
  ])("$what", ({ bytes, holds }) => {
    const kept = alone(bytes);
    expect(Buffer.isBuffer(kept)).toBe(true);
    expect(kept.equals(bytes)).toBe(true);
    expect(kept.buffer.byteLength).toBe(holds);
  });
});
