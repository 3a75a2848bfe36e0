import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { BUNDLED_FROM, SYNTHESISED_FROM, stampOf } from "../../../scripts/build/stamp.ts";

function checkout(): string {
  const root = mkdtempSync(path.join(os.tmpdir(), "stamp-"));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}

const files = {
  "functions/enrich/index.ts": "a",
  "shared/stream.ts": "b",
  "scripts/build/bundle.ts": "c",
  "infra/main.ts": "d",
  "package.json": "{}",
  "package-lock.json": "{}",
  "node_modules/.package-lock.json": "{}",
  "README.md": "e",
};

const bundled: [string, string][] = [
  ["a function's source", "functions/enrich/index.ts"],
  ["a new file, which an import may find", "functions/enrich/other.ts"],
  ["data of the shared code", "shared/event/list.json"],
  ["how it is built", "scripts/build/bundle.ts"],
  ["the release", "package.json"],
  ["the lock file", "package-lock.json"],
  ["what is installed", "node_modules/.package-lock.json"],
  ["the compiler's settings, which were not there", "tsconfig.json"],
];

test.each(bundled)("%s changes the stamp of bundles and of stacks", async (_what, file) => {
  const root = checkout();
  const before = [await stampOf(root, BUNDLED_FROM), await stampOf(root, SYNTHESISED_FROM)];
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), "changed");
  expect(await stampOf(root, BUNDLED_FROM)).not.toBe(before[0]);
  expect(await stampOf(root, SYNTHESISED_FROM)).not.toBe(before[1]);
});

test.each([
  ["the stack's source", "infra/main.ts"],
  ["settings that were not there", "clickstream.json"],
  ["the app's own file", "cdktf.json"],
])("%s changes the stamp of stacks, and bundles stay", async (_what, file) => {
  const root = checkout();
  const before = [await stampOf(root, BUNDLED_FROM), await stampOf(root, SYNTHESISED_FROM)];
  writeFileSync(path.join(root, file), "changed");
  expect(await stampOf(root, BUNDLED_FROM)).toBe(before[0]);
  expect(await stampOf(root, SYNTHESISED_FROM)).not.toBe(before[1]);
});

test("what is taken away, renamed or moved from one file to the next changes it as well", async () => {
  const stamps = await Promise.all(
    [
      () => {},
      (root: string) => rmSync(path.join(root, "shared/stream.ts")),
      (root: string) => {
        writeFileSync(path.join(root, "functions/enrich/index.ts"), "");
        writeFileSync(path.join(root, "shared/stream.ts"), "ab");
      },
    ].map(async (change) => {
      const root = checkout();
      change(root);
      return stampOf(root, BUNDLED_FROM);
    }),
  );
  expect(new Set(stamps).size).toBe(3);
});

test("the same files give the same stamp wherever they are, values count, and a text beside them does not", async () => {
  const [one, other] = [checkout(), checkout()];
  writeFileSync(path.join(other, "README.md"), "changed");
  expect(await stampOf(one, SYNTHESISED_FROM, ["dev"])).toBe(await stampOf(other, SYNTHESISED_FROM, ["dev"]));
  expect(await stampOf(one, SYNTHESISED_FROM, ["de", "v"])).not.toBe(
    await stampOf(one, SYNTHESISED_FROM, ["dev"]),
  );
});

test("a settings file outside the checkout counts by its content", async () => {
  const [root, settings] = [
    checkout(),
    path.join(mkdtempSync(path.join(os.tmpdir(), "settings-")), "s.json"),
  ];
  writeFileSync(settings, "{}");
  const before = await stampOf(root, [...SYNTHESISED_FROM, settings]);
  writeFileSync(settings, '{"dev":{}}');
  expect(await stampOf(root, [...SYNTHESISED_FROM, settings])).not.toBe(before);
});
