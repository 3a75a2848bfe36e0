import { describe, expect, test } from "@jest/globals";
import { environments } from "../../../infra/environments.ts";
import { pricedStack } from "../../../scripts/cost/read-stack.ts";
import { costReport } from "../../../scripts/cost/report.ts";
import { synthesized } from "../../infra/synthesized.ts";
import { load } from "./builders.ts";

describe.each(Object.values(environments))("what $name declares", (environment) => {
  const stack = pricedStack(synthesized({}, environment));

  test("is found in its Terraform JSON", () => {
    const { raw, enriched, triggers, archive, redis, functions } = environment;
    expect(stack).toMatchObject({
      streams: {
        raw: { retentionHours: raw.retentionHours, fanOuts: Number(triggers.enrich.fanOut) },
        enriched: { retentionHours: enriched.retentionHours, fanOuts: 0 },
      },
      functions: {
        enrich: { memoryMb: functions.enrich.memoryMb },
        archive: { memoryMb: functions.archive.memoryMb },
      },
      lanes: environment.lanes,
      compression: { raw: environment.packCompression, enriched: environment.enrichedCompression },
      enrich: {
        fanOut: triggers.enrich.fanOut,
        batchSize: triggers.enrich.batchSize,
        windowSeconds: triggers.enrich.windowSeconds,
        parallelization: triggers.enrich.parallelization,
      },
      delivery: { bufferMib: archive.bufferMib, bufferSeconds: archive.bufferSeconds },
      archiveDays: archive.expireAfterDays,
      landingDays: archive.landingDays,
      redis: {
        nodeType: redis.nodeType,
        nodes: redis.shards * (1 + redis.replicas),
        snapshotDays: redis.snapshotDays,
      },
      logs: { days: environment.logs.days, platformLines: false },
      tracing: environment.tracing,
      predictions: { days: environment.predictionDays, recovery: environment.predictionRecovery },
    });
    expect(stack.produce?.slices).toBe(
      environment.credentials.includes("elasticsearch") ? environment.elasticsearchSlices : undefined,
    );
    expect(stack.streams.raw.shards).toBe(raw.shards);
    expect(stack.predict === undefined).toBe(environment.scoring === "inline");
    expect(stack.streams.enriched.polls).toBe(environment.scoring === "inline" ? 1 : 2);
  });

  test("has a bill without a gap", () => {
    const report = costReport(stack, load({ eventsPerSecond: 100, personSeconds: 10 }));
    expect(report).not.toMatch(/NaN|undefined|Infinity/);
    expect(report).toMatch(/^total .* 100 %$/m);
  });
});

test("a table's capacity is read with its bounds", () => {
  const predictionCapacity = {
    writes: { least: 20, most: 900 },
    reads: { least: 5, most: 50 },
    targetPercent: 60,
  };
  expect(pricedStack(synthesized({ predictionCapacity })).predictions).toEqual({
    latestOnly: false,
    days: 30,
    recovery: false,
    provisioned: { leastWrites: 20, mostWrites: 900, leastReads: 5, targetPercent: 60 },
  });
});

test("a stack without what is priced is said so", () => {
  expect(() => pricedStack({ resource: {} })).toThrow(
    /has no trigger for enrich: its cost cannot be worked out/,
  );
});
