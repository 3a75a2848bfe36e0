import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { emptied, refusalOf, watchStorage } from "../../../../scripts/local/run/data-folder.ts";
import { UserError } from "../../../../scripts/user-error.ts";

const FULL = "The disk of /data is full: make room, or choose another folder with --data DIR.";
const errno = (code: string, more: object = {}) => Object.assign(new Error("refused"), { code, ...more });

describe("what a refusal means for the run", () => {
  test.each([
    ["a full disk", errno("ENOSPC"), FULL],
    ["a full disk at a file", errno("ENOSPC", { path: "/data/s3/a" }), FULL],
    ["a full disk at a copy", errno("ENOSPC", { path: "/build/a.zip", dest: "/data/stack/a.zip" }), FULL],
    [
      "a folder that is not ours",
      errno("EACCES", { path: "/data/s3" }),
      "/data cannot be written (EACCES): choose another folder with --data DIR.",
    ],
    ["another place", errno("ENOSPC", { path: "/database" }), undefined],
    ["a port that is not ours", errno("EACCES"), undefined],
    ["something else", new TypeError("bug"), undefined],
  ])("%s", (_description, error, sentence) => {
    expect(refusalOf("/data", error)?.message).toBe(sentence);
  });
});

test("a run hears of the first refusal, and that it has failed", async () => {
  const storage = watchStorage("/data");
  expect(storage.refused()).toBe(false);
  storage.onStorageFault(errno("ENOSPC"));
  storage.onStorageFault(errno("EIO"));
  expect(storage.refused()).toBe(true);
  await expect(storage.failed).rejects.toThrow(FULL);
});

describe("the data folder of a run", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "data-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test("is made with the folders above it, and loses an earlier run's objects", async () => {
    const data = join(folder, "a", "b");
    await mkdir(join(data, "s3", "bucket"), { recursive: true });
    expect(await emptied(data)).toBe(data);
    expect(existsSync(join(data, "s3", "bucket"))).toBe(false);
    expect(existsSync(join(data, "s3"))).toBe(true);
  });

  test.each([
    ["a file", "file"],
    ["a folder under a file", "file/data"],
  ])("cannot be %s", async (_description, name) => {
    await writeFile(join(folder, "file"), "");
    const made = emptied(join(folder, name));
    await expect(made).rejects.toThrow(UserError);
    await expect(made).rejects.toThrow("cannot be a folder, as a file is in the way");
  });
});
