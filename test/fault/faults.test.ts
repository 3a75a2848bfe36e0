import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { differingDeliveries, expectConserved, wrongSessions } from "../local/invariants.ts";
import { pipelineRun } from "../local/pipeline-run.ts";

const MINUTES = 60_000;
const load = { source: "stream" as const, events: 12_000, rate: 2_000 };

/** A generator of the same chances in every run. */
function chance(probability: number, seed = 42): () => boolean {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 < probability;
  };
}

describe("an invocation that fails after its writes", () => {
  test(
    "changes no session figure and loses nothing",
    async () => {
      const fails = chance(0.05);
      const hooks = { afterInvoke: () => (fails() ? ("fail" as const) : undefined) };
      await using run = await pipelineRun(load, { hooks });
      expectConserved(run.report);
      expect(run.redelivered.enriched).toBeGreaterThan(0);
      expect(await wrongSessions(run.query)).toEqual([]);
      expect(await differingDeliveries(run.query)).toEqual([]);
    },
    5 * MINUTES,
  );
});

describe("Redis killed in mid-run and brought back", () => {
  const outage = async ({ redis }: { redis: { kill(): Promise<void>; restart(): Promise<void> } }) => {
    await sleep(2_000);
    await redis.kill();
    await sleep(3_000);
    await redis.restart();
  };

  test(
    "wait: the run completes, the session figures are exact, and say that the server started again",
    async () => {
      await using run = await pipelineRun(
        load,
        { environment: { redisOutage: "wait" }, persistRedis: true },
        outage,
      );
      expectConserved(run.report);
      expect(await wrongSessions(run.query)).toEqual([]);
      const statuses = await run.query("SELECT DISTINCT enrichment_status['session'] FROM events");
      expect(statuses).toContainEqual(["stale"]);
      expect(statuses).not.toContainEqual(["missing"]);
    },
    5 * MINUTES,
  );

  test(
    "degrade: events pass all the while and say what they are missing",
    async () => {
      await using run = await pipelineRun(
        load,
        { environment: { redisOutage: "degrade" }, persistRedis: true },
        outage,
      );
      expectConserved(run.report);
      const rows = await run.query(
        "SELECT count(*) FROM events WHERE enrichment_status['session'] = 'missing'",
      );
      expect(rows[0]![0]).toBeGreaterThan(0);
      expect(rows[0]![0]).toBeLessThan(load.events);
    },
    5 * MINUTES,
  );
});

test(
  "a model that answers 500 for a while: nothing is lost, and the predictions are complete afterwards",
  async () => {
    await using run = await pipelineRun(load, {}, async ({ model }) => {
      await sleep(1_500);
      model!.fail({ status: 500, forMs: 10_000 });
    });
    expectConserved(run.report);
    expect(run.report.events.predicted).toBe(load.events);
    expect(run.modelAnswers["500"]).toBeGreaterThan(0);
  },
  5 * MINUTES,
);

test(
  "inline scoring: the enriching invocation scores, and every event is predicted and archived",
  async () => {
    await using run = await pipelineRun(load, { environment: { scoring: "inline" } });
    expectConserved(run.report);
    expect(run.report.events.predicted).toBe(load.events);
  },
  5 * MINUTES,
);
