import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { LocalRun } from "../../scripts/local/run/index.ts";
import { eventsOfAnn, PERSON, PHONE_OF_ANN, placesWithAnn } from "./ann.ts";
import { expectConserved } from "./invariants.ts";
import { pipelineRun } from "./pipeline-run.ts";
import { putEvents } from "./put-events.ts";

const COMMAND = join(import.meta.dirname, "../../scripts/forget.ts");

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "forget-killed-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs the command, and kills it once it has said this; returns its exit code, null of one that was killed. */
function forgetting(data: string, killedAt?: string): Promise<number | null> {
  const child = spawn(process.execPath, [COMMAND, "--person", PERSON, "--apply", "--data", data], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, TMPDIR: folder },
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    if (killedAt !== undefined && text.includes(killedAt)) child.kill("SIGKILL");
  });
  return new Promise((resolve) => child.on("close", resolve));
}

test("a command that is killed again and again goes on, and nobody is left or brought back", async () => {
  const data = join(folder, "data");
  await using run = await pipelineRun({ source: "stream", events: 500, rate: 500, data }, {}, act);
  expectConserved(run.report);
  expect(run.report.events.forgotten).toEqual({ archived: 3, predicted: 3 });

  async function act(local: LocalRun): Promise<void> {
    const texts = eventsOfAnn(Date.now());
    await putEvents(local, PHONE_OF_ANN, texts);
    await local.drained();
    expect((await local.runtime.schedules.runNow("curate")).error).toBeUndefined();
    // Files that are written again, and a statement; what is deleted item by item is the same wherever it ends.
    for (const place of ["archive", "curated_events"]) {
      expect(await forgetting(data, `removing from ${place} `)).toBeNull();
      // What is delivered again meanwhile is refused.
      await putEvents(local, PHONE_OF_ANN, [texts[1]!.replace("ann-2", `again-${place}`)]);
      await local.drained();
    }
    expect(await forgetting(data)).toBe(0);
    expect(await placesWithAnn(local, data)).toEqual([]);
    // Copies of files that the killed ones left.
    expect((await readdir(folder)).filter((name) => name.startsWith("clickstream-forget-"))).toEqual([]);
  }
}, 600_000);
