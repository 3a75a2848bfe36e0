import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Mutation, mutations } from "./rules.ts";

export interface MutationResult {
  rule: string;
  /** What noticed that the rule was broken; undefined when nothing did. */
  caughtBy: string | undefined;
}

const root = join(import.meta.dirname, "../../..");
const parts = ["functions", "shared", "scripts", "test", "package.json", "jest.config.js", "tsconfig.json"];

/**
 * Breaks one rule after the other in a copy of the project, and runs first the simulator and then the rule's own
 * tests. Throws when seeds or tests fail although no rule is broken: then their failures would prove nothing.
 */
export function* checkMutations(seeds: number, events: number): Generator<MutationResult> {
  const copy = mkdtempSync(join(tmpdir(), "mutations-"));
  try {
    for (const part of parts) cpSync(join(root, part), join(copy, part), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    const tests = [...new Set(mutations.map((mutation) => mutation.tests))];
    const fails = seedThatFails(copy, seeds, events) ?? testThatFails(copy, tests);
    if (fails !== undefined) throw new Error(`Mend this first, which fails with no rule broken: ${fails}.`);
    for (const mutation of mutations) yield check(mutation, copy, seeds, events);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function check(mutation: Mutation, copy: string, seeds: number, events: number): MutationResult {
  const file = join(copy, mutation.file);
  const sound = readFileSync(file, "utf8");
  writeFileSync(file, broken(sound, mutation));
  try {
    const caughtBy = seedThatFails(copy, seeds, events) ?? testThatFails(copy, [mutation.tests]);
    return { rule: mutation.rule, caughtBy };
  } finally {
    writeFileSync(file, sound);
  }
}

/** Throws when the text of a rule is no longer in its file: then nothing would be broken, and nothing noticed. */
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
  if (failing === null)
    throw new Error(`The simulator does not run: ${stderr.trim().slice(0, MESSAGE_LENGTH)}`);
  const count = /^(\d+) of (\d+) seeds fail/m.exec(stdout);
  return `seed ${failing[1]} (${failing[2]}), ${count?.[1]} of ${count?.[2]} seeds`;
}

function testThatFails(copy: string, tests: readonly string[]): string | undefined {
  const jest = ["--experimental-vm-modules", "--no-warnings", "node_modules/jest/bin/jest.js"];
  const { stderr, status } = run(copy, [...jest, ...tests]);
  if (status === 0) return undefined;
  const failing = /● (.*)/.exec(stderr)?.[1];
  if (failing === undefined || failing.includes("suite failed to run"))
    throw new Error(`The tests ${tests.join(" ")} do not run: ${stderr.trim().slice(0, MESSAGE_LENGTH)}`);
  return failing;
}

const MESSAGE_LENGTH = 400;

const run = (cwd: string, args: string[]) =>
  spawnSync(process.execPath, args, { cwd, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
