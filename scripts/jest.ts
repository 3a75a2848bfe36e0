import { spawn } from "node:child_process";
import { join } from "node:path";
import { STOP_SIGNALS } from "./start/stop-signals.ts";

/**
 * Runs jest under this Node with the flag that its ES modules need. The suites are folders: `unit` is all of
 * `test` but the slow ones, `local` the end-to-end runs, `fault` the runs with one injected fault each, `load` the soak
 * with all of them (SOAK_EVENTS, SOAK_RATE).
 */
const root = join(import.meta.dirname, "..");
const slow = {
  local: "test/local/",
  fault: "test/fault/",
  load: "test/load/",
};

const args = process.argv.slice(2);
const at = args.indexOf("--suite");
const suite = at < 0 ? "unit" : args.splice(at, 2)[1];

function selection(): string[] {
  if (suite === "unit") return Object.values(slow).flatMap((folder) => ["--testPathIgnorePatterns", folder]);
  const folder = slow[suite as keyof typeof slow];
  if (folder !== undefined) return ["--runInBand", "--testPathPatterns", folder];
  process.stderr.write(
    `There is no suite "${suite}"; choose one of unit, ${Object.keys(slow).join(", ")}.\n`,
  );
  return process.exit(2);
}

// A signal to npm or to the bootstrap alone ends the tests, too.
for (const signal of STOP_SIGNALS) process.on(signal, () => jest.kill(signal));
const jest = spawn(
  process.execPath,
  [
    "--experimental-vm-modules",
    "--no-warnings",
    join(root, "node_modules/jest/bin/jest.js"),
    // Before the patterns: jest takes paths behind them for further patterns.
    ...args,
    ...selection(),
  ],
  { cwd: root, stdio: "inherit" },
);
jest.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
