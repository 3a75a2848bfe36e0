import { describe, expect, test } from "@jest/globals";
import { environments } from "../../../infra/environments.ts";
import { doubts } from "../../../scripts/cost/doubts.ts";
import { monthlyCost } from "../../../scripts/cost/monthly.ts";
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
      ...(environment.stateCompression === "zstd" && { compressesStates: true }),
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

  test("has a budget above what a third of its peak costs all month, and not above all of it", () => {
    const { peakEventsPerSecond, alarms } = environment;
    expect(stack.monthlyBudget).toBe(alarms.monthlyBudget);
    if (stack.monthlyBudget === undefined) return;
    const at = (eventsPerSecond: number) => load({ eventsPerSecond, personSeconds: 10 });
    const mails = (eventsPerSecond: number) =>
      doubts(stack, at(eventsPerSecond)).some((doubt) => doubt.startsWith("alarms.monthlyBudget"));
    expect([mails(peakEventsPerSecond / 3), mails(peakEventsPerSecond)]).toEqual([false, true]);
  });

  test("has a bill without a gap", () => {
    const report = costReport(stack, load({ eventsPerSecond: 100, personSeconds: 10 }));
    expect(report).not.toMatch(/NaN|undefined|Infinity/);
    expect(report).toMatch(/^total .* 100 %$/m);
  });
});

test("nothing is curated, and no file is there twice, where the clock of it is off", () => {
  const { dev } = environments;
  const stack = pricedStack(synthesized({ schedules: { ...dev.schedules, curate: false } }));
  expect(stack.landingDays).toBeUndefined();
  expect(stack.archiveDays).toBe(dev.archive.expireAfterDays);
});

describe("a sink of events to explore", () => {
  const domain = { instanceType: "t3.small.search", instances: 1, volumeGib: 10 };
  const sinks = { opensearch: { domain, keepDays: 30, shards: 1 } };
  const stack = pricedStack(synthesized({ sinks }));

  test("is one more reader, a function and a domain", () => {
    expect(stack.search).toEqual({
      trigger: expect.objectContaining({ batchSize: 500, windowSeconds: 5, fanOut: false }),
      keepDays: 30,
      replicas: 0,
      domain,
    });
    expect(stack.streams.enriched.polls).toBe(3);
    const names = monthlyCost(stack, load()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["Lambda search", "OpenSearch"]));
  });

  test("costs what its nodes and their storage do", () => {
    const [term] = monthlyCost(stack, load()).filter(({ name }) => name === "OpenSearch");
    expect(term?.monthly).toBeCloseTo(0.036 * 730 + 10 * 0.122, 6);
  });

  test("says where the days that are to be kept have no room", () => {
    expect(doubts(stack, load({ eventsPerSecond: 0.1 })).join()).not.toMatch(/OpenSearch/);
    // 10 events a second of 1,000 bytes grow to 2,240: 30 days and AWS's 1.45 are 78.4 GiB.
    expect(doubts(stack, load()).join()).toMatch(/has 10 GiB; 30 days of this load need some 79/);
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
    archived: true,
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
