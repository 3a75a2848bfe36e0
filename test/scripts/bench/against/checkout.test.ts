import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { checkedOut } from "../../../../scripts/bench/against/checkout.ts";
import { UserError } from "../../../../scripts/user-error.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "checkout-"));
});

afterEach(() => rm(folder, { recursive: true }));

const BENCH = "scripts/bench/enrich.ts";

test.each([
  { description: "no checkout at all", has: [], says: /no checkout of this project/ },
  {
    description: "a checkout without a bench",
    has: ["package.json", "node_modules/x"],
    says: /too old.*coreOf/,
  },
  { description: "a checkout without packages", has: ["package.json", BENCH], says: /npm ci/ },
])("tells a person what is wrong with $description", async ({ has, says }) => {
  await make(has);

  expect(() => checkedOut(folder)).toThrow(UserError);
  expect(() => checkedOut(folder)).toThrow(says);
});

test("takes a checkout with a bench and its packages", async () => {
  await make(["package.json", BENCH, "node_modules/x"]);

  expect(checkedOut(folder)).toBe(folder);
});

async function make(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const path = join(folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, "");
  }
}
