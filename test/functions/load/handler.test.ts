import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { loadHandler } from "../../../functions/load/handler.ts";
import type { Entries } from "../../../shared/redis/entries.ts";
import { encodePart, type LoadAnswer } from "../../../shared/redis/look-up/parts.ts";

const invocation = { deadline: Number.MAX_SAFE_INTEGER, functionArn: "arn", requestId: "r" };

function loading(parts: Record<string, Uint8Array> = {}) {
  const written: [version: string, entries: Entries][] = [];
  const committed: [version: string, set: string, keys: number][] = [];
  const reported: LoadAnswer[] = [];
  const handle = loadHandler({
    async read(key) {
      if (parts[key] === undefined) throw new Error(`There is no ${key}.`);
      return parts[key];
    },
    loadInto: (version) => ({
      write: async (entries) => void written.push([version, entries]),
      async commit(set, keys) {
        committed.push([version, set, keys]);
        return 7;
      },
    }),
    report: (answer) => reported.push(answer),
  });
  return { written, committed, reported, run: (event: unknown) => handle(event, invocation) };
}

const entries: Entries = [
  ["zip:1", "NY\t1\t2"],
  ["geo:4:c612", Buffer.from([0, 255, 10, 13])],
];
const bytesOf = (all: Entries) => all.map(([key, value]) => [key, Buffer.from(value).toString("hex")]);

describe("load", () => {
  test("writes the entries of a part under the version, byte for byte", async () => {
    const { run, written, reported } = loading({ "v1/1": encodePart(entries) });
    expect(await run({ v: 1, step: "write", version: "v1", part: "v1/1" })).toEqual({ keys: 2, replaced: 0 });
    expect(written.map(([version, all]) => [version, bytesOf(all)])).toEqual([["v1", bytesOf(entries)]]);
    expect(reported).toEqual([{ keys: 2, replaced: 0 }]);
  });

  test("has a set read in a version, and says what it replaces", async () => {
    const { run, committed } = loading();
    const step = { v: 1, step: "commit", version: "v1", set: "geo:4", keys: 3 };
    expect(await run(step)).toEqual({ keys: 3, replaced: 7 });
    expect(committed).toEqual([["v1", "geo:4", 3]]);
  });

  test.each([
    ["nothing", undefined],
    ["another form", { v: 2, step: "commit", version: "v1", set: "zip", keys: 1 }],
    ["no version", { v: 1, step: "write", part: "p" }],
    ["no part", { v: 1, step: "write", version: "v1" }],
    ["keys that are no number", { v: 1, step: "commit", version: "v1", set: "zip", keys: "1" }],
    ["another step", { v: 1, step: "drop", version: "v1", set: "zip", keys: 1, part: "p" }],
  ])("refuses %s with a sentence, and writes nothing", async (_what, event) => {
    const { run, written, committed } = loading();
    await expect(run(event)).rejects.toThrow("is made by npm run lookups of the same release");
    expect([...written, ...committed]).toEqual([]);
  });

  test.each([
    ["bytes that are no gzip", Buffer.from("text")],
    ["a line that is no entry", gzipSync('["a","YQ=="]\n{"b":1}\n')],
    ["a key without a value", gzipSync('["a"]\n')],
  ])("writes nothing of a part with %s", async (_what, part) => {
    const { run, written } = loading({ part });
    await expect(run({ v: 1, step: "write", version: "v1", part: "part" })).rejects.toThrow();
    expect(written).toEqual([]);
  });
});
