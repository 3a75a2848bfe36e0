import { describe, expect, test } from "@jest/globals";
import { tombstoneMark } from "../../../shared/forget/tombstone.ts";
import { addTombstones, FORGOTTEN_REFRESH_MS, forgottenIn } from "../../../shared/redis/forgotten.ts";
import { memoryLink } from "./memory-link.ts";

const DEADLINE = Number.MAX_SAFE_INTEGER;
const bury = (link: ReturnType<typeof memoryLink>, id: string, at: number) =>
  addTombstones(link, [{ mark: tombstoneMark("key", id), at }], DEADLINE);

describe("the forgotten", () => {
  test("are known by any of an event's ids, until the time at which they were forgotten", async () => {
    const link = memoryLink();
    await bury(link, "ann", 100);
    await bury(link, "phone", 200);
    const forgotten = forgottenIn(link, "key", () => 0);
    await forgotten.refresh(DEADLINE);
    expect(forgotten.includes(["d", "ann"], 100)).toBe(true);
    expect(forgotten.includes(["d", "ann"], 101)).toBe(false);
    expect(forgotten.includes(["phone", undefined], 150)).toBe(true);
    expect(forgotten.includes(["bob", undefined], 50)).toBe(false);
  });

  test("are stored by marks alone", async () => {
    const link = memoryLink();
    await bury(link, "ann", 100);
    expect([...link.stored].flat().join()).not.toMatch(/ann/);
    const other = forgottenIn(link, "another key", () => 0);
    await other.refresh(DEADLINE);
    expect(other.includes(["ann"], 50)).toBe(false);
  });

  test("are all kept when several are added at once", async () => {
    const link = memoryLink();
    const ids = ["ann", "bob", "cid"];
    await Promise.all(ids.map((id, at) => bury(link, id, at)));
    const forgotten = forgottenIn(link, "key", () => 0);
    await forgotten.refresh(DEADLINE);
    expect(ids.map((id) => forgotten.includes([id], 0))).toEqual([true, true, true]);
  });

  test("are looked for again after a while, and kept while Redis is out of reach", async () => {
    const link = memoryLink();
    let now = 0;
    const forgotten = forgottenIn(link, "key", () => now);
    await forgotten.refresh(DEADLINE);
    await bury(link, "ann", 100);
    await forgotten.refresh(DEADLINE);
    expect(forgotten.includes(["ann"], 50)).toBe(false);
    now = FORGOTTEN_REFRESH_MS;
    await forgotten.refresh(DEADLINE);
    expect(forgotten.includes(["ann"], 50)).toBe(true);
    now = 2 * FORGOTTEN_REFRESH_MS;
    link.down = true;
    await forgotten.refresh(DEADLINE);
    expect(forgotten.includes(["ann"], 50)).toBe(true);
  });
});
