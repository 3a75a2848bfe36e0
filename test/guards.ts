import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

/** What is guarded, and the title of the test that would fail: its file is named below `test`. */
export type TestGuard = readonly [rule: string, file: string, title: string];

/** A test that is renamed or removed leaves its rule unguarded, which this reports. */
export function eachIsGuarded(guards: readonly TestGuard[]): void {
  test.each(guards)("%s: guarded by %s", (_rule, file, title) => {
    expect(readFileSync(join(import.meta.dirname, file), "utf8")).toContain(title);
  });
}
