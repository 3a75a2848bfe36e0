import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import type { LocalRun } from "../../scripts/local/run/index.ts";
import { expectConserved, wrongSessions } from "../local/invariants.ts";
import { pipelineRun } from "../local/pipeline-run.ts";
import { memoryOf } from "./memory.ts";

const events = Number(process.env.SOAK_EVENTS ?? 50_000);
const rate = Number(process.env.SOAK_RATE ?? 1_000);
const HOURS = 3_600_000;

/** What happens all the time, by chance. */
const services = [
  { service: "kinesis", action: "PutRecords", kind: "throttle", probability: 0.01 },
  { service: "kinesis", action: "PutRecords", kind: "partial", probability: 0.01 },
  { service: "kinesis", action: "PutRecords", kind: "drop-response", probability: 0.005 },
  { service: "dynamodb", action: "BatchWriteItem", kind: "error", probability: 0.01 },
  { service: "dynamodb", action: "BatchWriteItem", kind: "partial", probability: 0.01 },
  { service: "dynamodb", action: "BatchWriteItem", kind: "drop-response", probability: 0.005 },
  { service: "s3", action: "PutObject", kind: "error", probability: 0.02 },
  { service: "sqs", action: "SendMessageBatch", kind: "partial", probability: 0.02 },
] as const;

const dies = (probability: number) => () => (Math.random() < probability ? ("fail" as const) : undefined);
const hooks = { beforeInvoke: dies(0.005), afterInvoke: dies(0.01) };

/** Once the source has handed over everything and it has been enriched. */
async function enriched({ source, ledger }: LocalRun): Promise<void> {
  await source.done;
  while (ledger.outstanding.enrich > 0) await sleep(200);
}

/** What happens now and then, until `end`: Redis goes, the model fails. */
async function outages(run: LocalRun, end: Promise<void>): Promise<void> {
  let over = false;
  void end.then(() => {
    over = true;
  });
  while (!over) {
    await Promise.race([sleep(15_000), end]);
    run.model!.fail({ status: 503, forMs: 3_000 });
    await Promise.race([sleep(15_000), end]);
    if (over) return;
    await run.redis.kill();
    await sleep(1_000);
    await run.redis.restart();
  }
}

test(
  `${events} events under faults: nothing is lost, no session figure is off, and memory does not grow with them`,
  async () => {
    const load = { source: "stream" as const, events, rate, badRatio: 0.01 };
    const memory = memoryOf(events);
    await using run = await pipelineRun(load, { hooks, persistRedis: true }, async (local) => {
      local.aws.faults.set(services);
      const end = enriched(local);
      await Promise.all([outages(local, end), memory.watch(() => local.ledger.enriched, end)]);
    });
    const { events: counts, duration_s, throughput_eps } = run.report;
    process.stderr.write(
      `${JSON.stringify({ counts, duration_s, throughput_eps, redelivered: run.redelivered })}\n${memory.table()}\n`,
    );
    expectConserved(run.report);
    expect(run.redelivered.enriched).toBeGreaterThan(0);
    expect(await wrongSessions(run.query)).toEqual([]);
    expect(memory.growth()).toBeLessThan(1.25);
  },
  3 * HOURS,
);
