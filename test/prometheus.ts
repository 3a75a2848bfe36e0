import { spawnSync } from "node:child_process";
import { test } from "@jest/globals";

/** Programs of Debian's package `prometheus`, which need no installation beyond being on the PATH. */
export type PrometheusProgram = "promtool" | "prometheus";

/** A test with the program; where it is missing, one that says so. */
export function testWith(
  program: PrometheusProgram,
  name: string,
  run: () => void | Promise<void>,
  timeoutMs?: number,
): void {
  if (spawnSync(program, ["--version"]).error === undefined) test(name, run, timeoutMs);
  else test.skip(`${name} (skipped: ${program} is not on the PATH; Debian's package prometheus has it)`, run);
}

export function promtool(args: readonly string[], input?: string): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync("promtool", args, { input, encoding: "utf8" });
  return { status, output: `${stdout}${stderr}` };
}
