import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { type LocalRun, startLocal } from "../../scripts/local/run/index.ts";
import { defaults } from "../../scripts/local/run/options.ts";
import { placesOf } from "../../scripts/local/run/places.ts";
import type { LogLine } from "../../scripts/local/runtime/index.ts";
import { personalNames } from "../../shared/event/personal.ts";
import { unpackRecord } from "../../shared/pack/decode.ts";
import { expectConserved } from "./invariants.ts";

const MINUTES = 60_000;

/** Shorter values are words that any line may have. */
const TELLING_LENGTH = 7;

/** What the raw stream holds that no log line may repeat: private values, and the text of what is no event. */
function secretsOf(run: LocalRun): Set<string> {
  const secrets = new Set<string>();
  const keep = (text: unknown) => {
    if (typeof text === "string" && text.length >= TELLING_LENGTH) secrets.add(text);
  };
  for (const shard of run.aws.kinesis.stream(placesOf(run.runtime).rawStream).shards) {
    for (const { data } of shard.read("TRIM_HORIZON", 1e6, Number.POSITIVE_INFINITY)) {
      const unpacked = unpackRecord(data);
      for (const entry of unpacked.ok ? unpacked.entries : [data]) {
        const text = Buffer.from(entry).toString();
        try {
          const event: Record<string, unknown> = JSON.parse(text);
          for (const name of personalNames) keep(event?.[name]);
        } catch {
          // A quarter of it is enough to give it away.
          keep(text.slice(0, 60));
        }
      }
    }
  }
  for (const { arn } of run.runtime.resources("aws_secretsmanager_secret").map((address) => ({
    arn: String(run.runtime.attributes(address).arn),
  })))
    keep(run.aws.secrets.get(arn));
  return secrets;
}

/** Everything that goes wrong at once, while events flow. */
async function makeTrouble({ aws, model, redis, ledger }: LocalRun): Promise<void> {
  while (ledger.enriched < 500) await sleep(50);
  aws.faults.set([
    { service: "*", action: "*", kind: "throttle", probability: 0.05 },
    { service: "*", action: "*", kind: "partial", probability: 0.05 },
    { service: "*", action: "*", kind: "error", probability: 0.02 },
    { service: "*", action: "*", kind: "drop-response", probability: 0.02 },
  ]);
  await sleep(1_000);
  model!.answer("malformed", 3);
  model!.reject(({ event_id }) => String(event_id).endsWith("7"));
  await sleep(1_000);
  model!.fail({ status: 500, forMs: 2_000 });
  await redis.kill();
  await sleep(2_000);
  await redis.restart();
  aws.faults.set([]);
  model!.heal();
}

test(
  "no log line of a faulty run has a token, an address, a user or any text of an event in it",
  async () => {
    const data = await mkdtemp(join(tmpdir(), "clickstream-"));
    const lines: string[] = [];
    const log = ({ source, text }: LogLine) => lines.push(`${source}: ${text}`);
    const load = { events: 10_000, rate: 1_000, badRatio: 0.05, untilDrained: true };
    // Not before the stack is deployed: a deployment whose first call of curate fails is none.
    let isDeployed = false;
    const fails = {
      afterInvoke: () => (isDeployed && Math.random() < 0.05 ? ("fail" as const) : undefined),
    };
    const options = { ...defaults, ...load, port: 0, awsPort: 0, page: false, data };
    const run = await startLocal(options, log, { hooks: fails, persistRedis: true });
    isDeployed = true;
    try {
      run.runtime.onMetrics((metrics) => lines.push(JSON.stringify(metrics)));
      await Promise.all([run.drained(), makeTrouble(run)]);
      expectConserved(await run.report());

      const secrets = [...secretsOf(run)];
      expect(secrets.length).toBeGreaterThan(1_000);
      expect(lines.length).toBeGreaterThan(100);
      expect(lines.filter((line) => line.includes("invocation failed")).length).toBeGreaterThan(0);
      const told = lines.flatMap((line) =>
        secrets.filter((secret) => line.includes(secret)).map((secret) => ({ secret, line })),
      );
      expect(told.slice(0, 3)).toEqual([]);
    } finally {
      await run.stop();
      await rm(data, { recursive: true, force: true });
    }
  },
  8 * MINUTES,
);
