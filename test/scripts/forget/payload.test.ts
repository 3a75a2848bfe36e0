import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { payloadWithout } from "../../../scripts/forget/payload.ts";
import { needlesOf } from "../../../shared/forget/needles.ts";

const needles = needlesOf(["ann"]);
const line = (user_id: string) => JSON.stringify({ user_id });
const pack = Buffer.from([line("ann"), line("bob"), line("ann"), line("cid")].join("\n"));

describe("payloadWithout", () => {
  test.each([
    { what: "a pack", payload: pack },
    { what: "a pack in gzip", payload: gzipSync(pack) },
    { what: "a pack in zstd", payload: zstdCompressSync(pack) },
  ])("takes the lines of somebody out of $what", ({ payload }) => {
    const { rest, lines, removed } = payloadWithout(payload, needles);
    expect({ text: Buffer.from(rest!).toString(), lines, removed }).toEqual({
      text: `${line("bob")}\n${line("cid")}\n`,
      lines: 2,
      removed: 2,
    });
  });

  test("leaves nothing of an event of theirs", () => {
    expect(payloadWithout(Buffer.from(line("ann")), needles)).toEqual({
      rest: undefined,
      lines: 0,
      removed: 1,
    });
  });

  test("leaves others' bytes as they are", () => {
    const payload = gzipSync(line("bob"));
    expect(payloadWithout(payload, needles)).toEqual({ rest: payload, lines: 1, removed: 0 });
  });

  test("looks into what is too many lines for a record", () => {
    const many = Buffer.from(`${line("bob")}\n`.repeat(20_000) + line("ann"));
    const { lines, removed } = payloadWithout(gzipSync(many), needles);
    expect({ lines, removed }).toEqual({ lines: 20_000, removed: 1 });
  });

  test("finds an id in a broken event", () => {
    expect(payloadWithout(Buffer.from('{"user_id":"ann","pa'), needles).removed).toBe(1);
  });
});
