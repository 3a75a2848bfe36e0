import { gzipSync, zstdCompressSync } from "node:zlib";
import type { Random } from "../../functions/generate/random.ts";
import { MAX_LINE_FAILURES } from "../../shared/failure/many-lines.ts";
import { MAX_PACK_ENTRIES } from "../../shared/limits.ts";
import { aggregate } from "../../shared/pack/kpl.ts";

/** Objects that a source may hold and that are no events. */
export function poisonDocument(random: Random, number: number): Record<string, unknown> {
  const sound = {
    event_id: `p-${number}`,
    event_name: "page_view",
    app_id: "shop",
    client_created_at: "2026-03-04T09:00:00.000Z",
    user_id: "u-0",
  };
  const { app_id: _, ...withoutApp } = sound;
  const { user_id: __, ...withoutUser } = sound;
  return random.pick([
    withoutApp,
    withoutUser,
    { ...sound, client_created_at: "yesterday" },
    { ...sound, app_id: { name: "shop" } },
    { ...sound, event_id: "\ud83d" },
    { ...sound, event_name: "x".repeat(129) },
    { ...sound, event_name: null },
  ]);
}

/** Lines that are no events, to stand beside those that are. */
export const poisonLine = (random: Random): string =>
  random.pick(['{"event_id":', "[1,2]", "null", "42", '"text"', "{}", "<html>", '{"event_id":[7]}']);

/** More lines that are no events than are filed each by itself. */
export const poisonLines = (number: number): string[] =>
  Array.from({ length: MAX_LINE_FAILURES + 1 }, (_, line) => `damaged ${number} ${line}`);

/** Whole records of which nothing can be read. */
export function poisonRecord(random: Random, number: number): Uint8Array {
  const text = `damaged ${number}`;
  const damaged = Buffer.from(aggregate([{ partitionKey: "k", data: Buffer.from(text) }]));
  damaged[damaged.length - 1]! ^= 0xff;
  return random.pick([
    damaged,
    gzipSync(text).subarray(0, 15),
    Buffer.from([0xff, 0xfe, number & 0xff, 0x80]),
    Buffer.from(" "),
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, number & 0xff]),
    zstdCompressSync(poisonLines(number).join("\n")),
    zstdCompressSync("x\n".repeat(MAX_PACK_ENTRIES + 1 + number)),
  ]);
}
