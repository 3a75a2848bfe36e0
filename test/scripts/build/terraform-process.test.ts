import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, jest, test } from "@jest/globals";

/** Terraform that stores what it knows once it is told to end, and takes as long for it as the test has it take. */
const STAND_IN = `#!/bin/sh
trap 'echo told >> "$LOG"' INT
echo begun > "$LOG"
while [ "$(tail -n 1 "$LOG")" = begun ]; do sleep 0.05; done
while [ ! -e "$LOG.done" ]; do sleep 0.05; done
echo stored >> "$LOG"
exit 1
`;

test("a deployment that is stopped stays until terraform has stored what it knows, and tells it once", async () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), "terraform-process-"));
  const file = path.join(directory, "terraform");
  writeFileSync(file, STAND_IN);
  chmodSync(file, 0o755);
  const log = path.join(directory, "log");
  const module = path.resolve("scripts/build/terraform-process.ts");
  const code = `import { runTerraform } from ${JSON.stringify(module)}; process.exitCode = 40 + (await runTerraform("x", ["apply"])).code;`;
  const command = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    env: { ...process.env, PATH: `${directory}:${process.env.PATH}`, LOG: log },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(command, "exit");
  while (!existsSync(log)) await sleep(20);
  for (const signal of ["SIGTERM", "SIGINT", "SIGTERM"] as const) {
    command.kill(signal);
    await sleep(100);
  }
  writeFileSync(`${log}.done`, "");
  const [ended] = await exit;
  expect(ended).toBe(41);
  expect(readFileSync(log, "utf8").trim().split("\n")).toEqual(["begun", "told", "stored"]);
});

test("a stop is listened for before terraform begins, and no longer once it has ended", async () => {
  const stand = path.join(mkdtempSync(path.join(os.tmpdir(), "terraform-process-")), "terraform");
  writeFileSync(stand, "#!/bin/sh\n");
  chmodSync(stand, 0o755);
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const before = signals.map((signal) => process.listenerCount(signal));
  const heard: number[][] = [];
  jest.unstable_mockModule("node:child_process", () => ({
    spawn: (_: string, args: readonly string[]) => {
      heard.push(signals.map((signal, i) => process.listenerCount(signal) - before[i]!));
      return spawn(stand, args);
    },
  }));
  const { runTerraform } = await import("../../../scripts/build/terraform-process.ts");
  await expect(runTerraform("x", ["apply"])).resolves.toEqual({ code: 0, complaint: "" });
  expect(heard).toEqual([[1, 1, 1]]);
  expect(signals.map((signal) => process.listenerCount(signal))).toEqual(before);
});
