import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Mutation, mutations } from "./rules.ts";

export interface Verdict {
  rule: string;
  /** What noticed that the rule was broken; undefined when nothing did. */
  caughtBy: string | undefined;
}

const root = join(import.meta.dirname, "../../..");
const parts = ["functions", "shared", "scripts", "test", "package.json", "jest.config.js", "tsconfig.json"];

/** Breaks one rule after the other in a copy of the project, and asks first the simulator and then the rule's own tests. */
export function* checkMutations(seeds: number, events: number): Generator<Verdict> {
  const copy = mkdtempSync(join(tmpdir(), "mutations-"));
  try {
    for (const part of parts) cpSync(join(root, part), join(copy, part), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    for (const mutation of mutations) yield check(mutation, copy, seeds, events);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function check(mutation: Mutation, copy: string, seeds: number, events: number): Verdict {
  const file = join(copy, mutation.file);
  const sound = readFileSync(file, "utf8");
  writeFileSync(file, broken(sound, mutation));
  try {
    const caughtBy = seedThatFails(copy, seeds, events) ?? testThatFails(copy, mutation.tests);
    return { rule: mutation.rule, caughtBy };
  } finally {
    writeFileSync(file, sound);
  }
}

/** Throws when the place of a rule is no longer what it was: then nothing would be broken, and nothing be caught. */
export function broken(source: string, { file, rule, text, broken: replacement }: Mutation): string {
  const pieces = source.split(text);
  if (pieces.length !== 2)
    throw new Error(
      `"${text}" stands ${pieces.length - 1} times in ${file}, and not once: mend the mutation of the rule "${rule}".`,
    );
  return pieces.join(replacement);
}

function seedThatFails(copy: string, seeds: number, events: number): string | undefined {
  const args = ["scripts/simulate.ts", "--seeds", String(seeds), "--events", String(events)];
  const { stdout, stderr, status } = run(copy, args);
  if (status === 0) return undefined;
  const failing = /^Seed (\d+) fails\. ([^:]*)/m.exec(stdout);
  if (failing === null) return `the simulator does not run: ${stderr.split("\n")[0]}`;
  const count = /^(\d+) of (\d+) seeds fail/m.exec(stdout);
  return `seed ${failing[1]} (${failing[2]}), ${count?.[1]} of ${count?.[2]} seeds`;
}

function testThatFails(copy: string, tests: string): string | undefined {
  const flags = ["--experimental-vm-modules", "--no-warnings", "node_modules/jest/bin/jest.js", tests];
  const { stderr, status } = run(copy, flags);
  if (status === 0) return undefined;
  return /● (.*)/.exec(stderr)?.[1] ?? "a test that does not run";
}

const run = (cwd: string, args: string[]) =>
  spawnSync(process.execPath, args, { cwd, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
