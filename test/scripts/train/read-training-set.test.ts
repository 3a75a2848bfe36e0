import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { readTrainingSet } from "../../../scripts/train/read-training-set.ts";
import { featureNames } from "../../../shared/features/features.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "read-training-set-"));
});
afterEach(() => rm(folder, { recursive: true }));

const needed = [...featureNames, "split", "label"];

/** A set of one row, whose columns these are. */
async function written(columns: readonly string[]): Promise<string> {
  const file = join(folder, "set.csv");
  const values = columns.map((name) => (name === "split" ? "train" : "1"));
  await writeFile(file, `${columns.join(",")}\n${values.join(",")}\n`);
  return file;
}

test("a training set is read split by split", async () => {
  const { train, test: judged } = await readTrainingSet(await written(needed));
  expect(train).toMatchObject({ rows: 1, columns: featureNames.length, labels: Uint8Array.of(1) });
  expect(judged.rows).toBe(0);
});

test.each([
  {
    description: "a file of something else",
    columns: ["event_id", "event_name"],
    says: /is no training set: it has none of its columns/,
  },
  {
    description: "one of a version with fewer features",
    columns: needed.filter((name) => name !== "has_zip"),
    says: /has no column has_zip: its features are of another version/,
  },
  {
    description: "one that lacks many",
    columns: needed.slice(20),
    says: /has no column (\w+, ){4}\w+ and 15 more: /,
  },
])("$description is refused with a sentence that a person can read", async ({ columns, says }) => {
  await expect(readTrainingSet(await written(columns))).rejects.toThrow(says);
});

test("a file that is not there says where one comes from", async () => {
  await expect(readTrainingSet(join(folder, "none.csv"))).rejects.toThrow("npm run features writes one");
});
