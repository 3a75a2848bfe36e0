import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../local/redis/server-process.ts";
import type { RunReport } from "../../local/run/report.ts";
import { UserError } from "../../user-error.ts";
import { type Taken, taken } from "./process-tree.ts";

/** A run of a checkout's `npm start`, seen from outside, so that checkouts of any age can be compared. */
export interface StartedRun {
  /** What it prints. */
  output(): string;
  /** Events by the stage that they have reached; undefined until the page is there. */
  events(): Promise<Record<string, number> | undefined>;
  taken(): Taken;
  /** Epoch ms of the command. */
  startedAt: number;
  /** Resolves with the report once it has ended. Throws a `UserError` with what it printed if that was not well. */
  ended(): Promise<RunReport>;
  /** Interrupts it, and waits for its end. */
  stop(): Promise<void>;
}

export async function startRun(checkout: string, args: readonly string[]): Promise<StartedRun> {
  const data = await mkdtemp(join(tmpdir(), "clickstream-bench-"));
  const report = join(data, "report.json");
  const [port, awsPort] = [await freePort(), await freePort()];
  const own = [
    "--data",
    join(data, "run"),
    "--report",
    report,
    "--port",
    `${port}`,
    "--aws-port",
    `${awsPort}`,
  ];
  const startedAt = Date.now();
  const child = spawn(
    process.execPath,
    [join(checkout, "scripts/bootstrap.js"), "scripts/start.ts", ...own, ...args],
    {
      cwd: checkout,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  const gather = (text: string) => {
    output += text;
  };
  child.stdout.setEncoding("utf8").on("data", gather);
  child.stderr.setEncoding("utf8").on("data", gather);
  const exit = once(child, "exit");
  const over = exit.then(() => "over" as const);
  return {
    startedAt,
    output: () => output,
    events: () => Promise.race([eventsOf(port), over.then(() => undefined)]),
    taken: () => taken(child.pid!),
    async ended() {
      const [code] = await exit;
      if (code !== 0)
        throw new UserError(`npm start in ${checkout} ended with ${code}:\n${output.slice(-2000)}`);
      const text = await readFile(report, "utf8");
      await rm(data, { recursive: true, force: true });
      return JSON.parse(text) as RunReport;
    },
    async stop() {
      child.kill("SIGINT");
      await exit;
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** Waits for what `look` returns. Throws a `UserError` where it does not come within `seconds`. */
export async function until<T>(
  look: () => Promise<T | undefined> | T | undefined,
  seconds: number,
  everyMs = LOOK_MS,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(everyMs);
  }
  throw new UserError(`A run did not get as far as expected within ${seconds} s.`);
}

const LOOK_MS = 50;

const LINE = /^clickstream_events_total\{[^}]*stage="(\w+)"[^}]*\} (\d+)/gm;

async function eventsOf(port: number): Promise<Record<string, number> | undefined> {
  try {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return Object.fromEntries([...text.matchAll(LINE)].map(([, stage, count]) => [stage!, Number(count)]));
  } catch {
    // Nobody listens yet, or any more.
    return undefined;
  }
}
