import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { refusalOf, takeFolder, watchStorage } from "../../../../scripts/local/run/data-folder.ts";
import { markerIn } from "../../../../scripts/local/run/data-marker.ts";
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

test("a run hears of the first refusal", async () => {
  const storage = watchStorage("/data");
  storage.onStorageFault(errno("ENOSPC"));
  storage.onStorageFault(errno("EIO"));
  await expect(storage.failed).rejects.toThrow(FULL);
});

describe("the data folder of a run", () => {
  let folder: string;
  const taken: (() => void)[] = [];
  const take = async (data: string) => void taken.push(await takeFolder(data));
  const giveBack = () => {
    for (const release of taken.splice(0)) release();
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "data-"));
  });
  afterEach(async () => {
    giveBack();
    await rm(folder, { recursive: true });
  });

  test("is made with the folders above it, and loses an earlier run's objects and nothing else", async () => {
    const data = join(folder, "a", "b");
    await take(data);
    giveBack();
    await mkdir(join(data, "s3", "bucket"), { recursive: true });
    await mkdir(join(data, "stack"));
    await writeFile(join(data, "run.json"), "{}");
    await writeFile(join(data, "report.json"), "{}");
    await take(data);
    expect((await readdir(data)).sort()).toEqual([".clickstream-data.json", "report.json", "run.lock", "s3"]);
    expect(await readdir(join(data, "s3"))).toEqual([]);
  });

  test("is emptied although a query that is asked meanwhile still writes there", async () => {
    await take(folder);
    giveBack();
    const late = join(folder, "s3", "results");
    let left = 300;
    const writing = new Promise<void>((resolve) => {
      const write = () => {
        left -= 1;
        mkdirSync(late, { recursive: true });
        try {
          writeFileSync(join(late, String(left)), "");
        } catch {
          // The folder may be gone by now.
        }
        if (left === 0) resolve();
        else setImmediate(write);
      };
      write();
    });
    await expect(Promise.all([take(folder), writing])).resolves.toBeDefined();
  });

  test("says which format it has, and who holds it since when", async () => {
    await take(folder);
    expect(await markerIn(folder)).toEqual({
      format: 1,
      pid: process.pid,
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });

  const older = JSON.stringify({
    json: "stack/cdk.tf.json",
    buckets: "s3",
    awsEndpointUrl: "http://127.0.0.1:1",
  });
  test.each<[string, Record<string, string>]>([
    ["an empty one", {}],
    ["an empty disk", { "lost+found": "" }],
    ["one that a run made before folders were marked", { "run.json": older, "s3/old": "", "stack/old": "" }],
    ["one that a run was killed in before it was marked", { "run.lock": "" }],
  ])("may be %s", async (_description, files) => {
    await fill(folder, files);
    await expect(take(folder)).resolves.toBeUndefined();
    expect(existsSync(join(folder, "s3", "old"))).toBe(false);
  });

  test.each<[string, Record<string, string>, string]>([
    ["somebody's documents", { "s3/thesis.txt": "" }, "is not empty and holds no run (there is s3)"],
    ["many of them", { a: "", b: "", c: "", d: "" }, "(there is a, b, c and more)"],
    ["another program's run.json", { "run.json": '{"json": 1}', "s3/a": "" }, "holds no run"],
    ["a run.json that is none", { "run.json": "{", "s3/a": "" }, "holds no run"],
    ["another program's marker", { ".clickstream-data.json": "[]", "s3/a": "" }, "holds no run"],
    [
      "one of a newer version",
      { ".clickstream-data.json": '{"format": 2}', "s3/a": "" },
      "was written by a newer version",
    ],
  ])("is not %s, and nothing of it is touched", async (_description, files, sentence) => {
    await fill(folder, files);
    const before = (await readdir(folder, { recursive: true })).sort();
    await expect(take(folder)).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringContaining(sentence),
    });
    await expect(take(folder)).rejects.toThrow("choose");
    expect((await readdir(folder, { recursive: true })).sort()).toEqual(before);
  });

  test("is refused to a second run while the first is at work, and says who has it", async () => {
    const first = await holder(folder);
    await writeFile(join(folder, "s3", "object"), "");
    await expect(take(folder)).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringMatching(
        `is in use by a run \\(process ${first.pid}, since \\d{4}-.*stop that one, or`,
      ),
    });
    expect(await readdir(join(folder, "s3"))).toEqual(["object"]);
    first.kill("SIGKILL");
    await once(first, "exit");
    await expect(take(folder)).resolves.toBeUndefined();
  });

  test("is taken over although its last process seems alive: numbers are given again", async () => {
    await take(folder);
    giveBack();
    expect((await markerIn(folder))?.pid).toBe(process.pid);
    await expect(take(folder)).resolves.toBeUndefined();
  });

  test("is refused to a second run of the same process", async () => {
    await take(folder);
    await expect(take(folder)).rejects.toThrow(`process ${process.pid}`);
  });

  test.each([
    ["a file", "file"],
    ["a folder under a file", "file/data"],
  ])("cannot be %s", async (_description, name) => {
    await writeFile(join(folder, "file"), "");
    const made = take(join(folder, name));
    await expect(made).rejects.toThrow(UserError);
    await expect(made).rejects.toThrow("cannot be a folder, as a file is in the way");
  });
});

async function fill(folder: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/** Another process that has taken the folder. */
async function holder(folder: string): Promise<ChildProcess> {
  const module = new URL("../../../../scripts/local/run/data-folder.ts", import.meta.url).href;
  const script = `import { takeFolder } from ${JSON.stringify(module)};
    await takeFolder(${JSON.stringify(folder)});
    console.log("taken");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}
