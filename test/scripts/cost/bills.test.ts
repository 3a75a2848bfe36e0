import { describe, expect, test } from "@jest/globals";
import { monthlyCost } from "../../../scripts/cost/monthly.ts";
import type { Load, PricedStack } from "../../../scripts/cost/stack.ts";
import { load, plainStack } from "./builders.ts";

/**
 * Three bills, worked out by hand by the rules of AWS's price pages (July 2026, us-east-1; a month has 730 hours or
 * 2,628,000 seconds, a GB 2^30 bytes). Nothing of the program is used for what is expected.
 */
const GB = 1024 ** 3;
const MONTH = 2_628_000;

const billOf = (stack: PricedStack, load: Load): Record<string, number> =>
  Object.fromEntries(monthlyCost(stack, load).map(({ name, monthly }) => [name, monthly]));

/** To a tenth of a per cent, or a cent. */
function expectBill(found: Record<string, number>, byHand: Record<string, number>): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(byHand).sort());
  for (const [name, dollars] of Object.entries(byHand)) {
    const close = Math.abs(found[name]! - dollars) <= Math.max(0.01, dollars / 1000);
    expect({ name, dollars: close ? dollars : found[name] }).toEqual({ name, dollars });
  }
}

describe("bills worked out by hand", () => {
  test("10 events a second, on demand: it is the idle cost", () => {
    // Half a second of events is a page, and one lane makes one pack of it: 2 packs a second of 5 events, 5,000 bytes, which
    // count as 5 KiB. Four shards are polled each second; two packs fall on 1.75 of them.
    const invocations = 1.75;
    const enrichMs = 15 + (10 / 1.75) * 0.035;
    // 1.75 invocations write 1.1 packs each, of 11,636 bytes: 12 KiB.
    const packs = 1.925;
    const predicts = 4 * (1 - 0.75 ** 1.925);
    const predictMs = 25 + (10 / predicts) * 0.035;
    // Firehose waits 30 s on each of four shards.
    const transforms = 4 / 30;
    const transformMs = 5 + (10 / transforms) * 0.02;
    const gbSecond = 0.0000133334 * (1769 / 1024);
    const lambda = (a: number, ms: number) => MONTH * a * (0.2e-6 + (ms / 1000) * gbSecond);
    const firehoseGb = (packs * 15_360 * MONTH) / GB;
    const parquetGb = (10 * 2240 * 0.105 * MONTH) / GB;
    const objects = (MONTH * 2) / 900;
    expectBill(billOf(plainStack(), load()), {
      "Kinesis raw": ((2 * 5120 * MONTH) / GB) * (0.08 + 0.04) + 0.04 * 730,
      "Kinesis enriched": ((packs * 12_288 * MONTH) / GB) * (0.08 + 2 * 0.04) + 0.04 * 730,
      "Lambda enrich": lambda(invocations, enrichMs),
      "Lambda predict": lambda(predicts, predictMs),
      "Lambda archive": lambda(transforms, transformMs),
      Firehose: firehoseGb * (0.029 + 0.018) + parquetGb * 0.02 + objects * 0.000005,
      "S3 archive":
        (parquetGb / (730 / 24)) * 30 * 0.023 + objects * 0.000005 + objects * (720 / 730) * 0.0000025,
      "DynamoDB writes": (10 * MONTH * 0.625) / 1e6,
      "DynamoDB storage": ((10 * 30 * 86_400 * 750) / GB) * 0.25,
      Redis: 0.0256 * 730,
      "Redis, between zones": 0,
      Network: 0,
      "Logs and metrics":
        78 * 0.3 +
        ((invocations * 1526 + predicts * 726 + transforms * 626) *
          MONTH *
          (0.5 + 0.15 * (14 / (730 / 24)) * 0.03)) /
          GB,
      "Alarms, keys, secrets": 3,
    });
  });

  test("predictions that are put into the archive cost an object an invocation that scores", () => {
    const archived = { ...plainStack().predictions, archived: true };
    const bill = billOf(plainStack({ predictions: archived }), load());
    expect(bill["S3 predictions"]).toBeCloseTo(4 * (1 - 0.75 ** 1.925) * MONTH * 5e-6, 2);
    expect(billOf(plainStack(), load())).not.toHaveProperty("S3 predictions");
  });

  test("1,000 events a second, provisioned, fan-out, compressed, traced, two zones", () => {
    const stack = plainStack({
      streams: {
        raw: { shards: 2, retentionHours: 168, fanOuts: 1, polls: 0 },
        enriched: { shards: 4, retentionHours: 48, fanOuts: 0, polls: 2 },
      },
      lanes: 25,
      compression: { raw: "zstd", enriched: "zstd" },
      enrich: { fanOut: true, batchSize: 500, windowSeconds: 1, parallelization: 1 },
      predictions: {
        latestOnly: false,
        days: 10,
        recovery: true,
        provisioned: { leastWrites: 5, mostWrites: 4000, leastReads: 10, targetPercent: 50 },
      },
      network: { zones: 2, endpoints: 3, nats: 1 },
      tracing: true,
      counts: { alarms: 100, keys: 1, secrets: 2 },
    });
    // A page of half a second, 500 events, fills 25 lanes with 20 each, which zstd makes 19.2 % of: 3,840 bytes.
    const rawGb = (50 * 3840 * MONTH) / GB;
    // A window of one second gives both shards all of their packs at once: 2 invocations of 500 events, one pack each of
    // 1.12 MB, which is more than a pack holds: 1.12 packs of 446 events, of which zstd leaves 11.26 %.
    const packs = 2 * 1.12;
    const share = 0.116 + (0.112 - 0.116) * (Math.log(500 / 1.12 / 250) / Math.log(2));
    const bytes = 1_000_000 * share;
    const enrichedGb = (packs * bytes * MONTH) / GB;
    const predicts = 4 * (1 - 0.75 ** packs);
    const transforms = packs > 4 / 30 ? Math.max((packs * bytes) / (2 * 1024 ** 2), 4 / 30) : packs;
    const gbSecond = 0.0000133334 * (1769 / 1024);
    const lambda = (a: number, ms: number) => MONTH * a * (0.2e-6 + (ms / 1000) * gbSecond);
    const parquetGb = (1000 * 2240 * 0.105 * MONTH) / GB;
    const firehoseGb = (packs * Math.ceil(bytes / 5120) * 5120 * MONTH) / GB;
    const objects = (MONTH * 1000 * 2240) / (64 * 1024 ** 2);
    const itemsGb = (1000 * 10 * 86_400 * 750) / GB;
    const sampled = (a: number) => Math.min(a, 1) + Math.max(0, a - 1) * 0.05;
    expectBill(billOf(stack, load({ eventsPerSecond: 1000 })), {
      "Kinesis raw": 2 * 730 * (0.015 + 0.02 + 0.015) + (50 * MONTH * 0.014) / 1e6 + rawGb * 0.013,
      "Kinesis enriched":
        4 * 730 * (0.015 + 0.02) + (packs * MONTH * Math.ceil(bytes / 25_600) * 0.014) / 1e6,
      "Lambda enrich": lambda(2, 15 + 500 * 0.035),
      "Lambda predict": lambda(predicts, 25 + (1000 / predicts) * 0.035),
      "Lambda archive": lambda(transforms, 5 + (1000 / transforms) * 0.02),
      Firehose: firehoseGb * (0.029 + 0.018) + parquetGb * 0.02 + objects * 0.000005,
      "S3 archive":
        (parquetGb / (730 / 24)) * 30 * 0.023 + objects * 0.000005 + objects * (720 / 730) * 0.0000025,
      "DynamoDB writes": 730 * (2000 * 0.00065 + 10 * 0.00013),
      "DynamoDB storage": itemsGb * 0.25,
      "DynamoDB recovery": itemsGb * 0.2,
      Redis: 0.0256 * 730,
      "Redis, between zones": (((1000 * 2 * 4100 * MONTH) / GB) * 0.01) / 2,
      Network: 730 * (3 * 2 * 0.01 + 0.045) + enrichedGb * 0.01,
      "Logs and metrics":
        78 * 0.3 +
        ((2 * 1526 + predicts * 726 + transforms * 626) * MONTH * (0.5 + 0.15 * (14 / (730 / 24)) * 0.03)) /
          GB,
      Traces: (sampled(2) + sampled(predicts) + sampled(transforms)) * MONTH * 0.000005,
      "Alarms, keys, secrets": 100 * 0.1 + 3 + 1 + 2 * 0.4,
    });
  });

  test("a curated table that takes over what landed: both kept, and each read once more", () => {
    const bill = billOf(plainStack({ landingDays: 30, archiveDays: 120 }), load({ eventsPerSecond: 1000 }));
    const parquetGb = (1000 * 2240 * 0.105 * MONTH) / GB;
    const dayGb = parquetGb / (730 / 24);
    const objects = (MONTH * 1000 * 2240) / (64 * 1024 ** 2);
    expect(bill["Athena, curating"]).toBeCloseTo((parquetGb * 1.6 * 5) / 1024, 6);
    expect(bill["S3 archive"]).toBeCloseTo(
      dayGb * 30 * 0.023 +
        dayGb * 0.6 * (30 * 0.023 + 60 * 0.0125 + 30 * 0.004) +
        objects * (0.000005 + (2880 / 730) * 0.0000025),
      6,
    );
  });

  test("a source that a dozen invocations read at once, ten thousand documents a slice", () => {
    const stack = plainStack({ produce: { memoryMb: 1024, slices: 12, pollSeconds: 58 } });
    const bill = billOf(stack, load({ eventsPerSecond: 50_000 }));
    // Five slices a second. 375 ranges of 60 bytes wait to be looked at again: 22 KiB, written five times and read eleven
    // times in steps of 4 KiB; and 80,000 bytes of keys.
    const slice = (5 * 22 + 79) * 0.625e-6 + 11 * 6 * 0.125e-6;
    expect(bill["DynamoDB cursors"]).toBeCloseTo(5 * MONTH * slice, 2);
    const gbSeconds = MONTH * 12 * (58 / 60);
    expect(bill["Lambda produce"]).toBeGreaterThan(gbSeconds * 0.0000133334 * 0.8);
    expect(bill["Lambda produce"]).toBeLessThanOrEqual(
      gbSeconds * 0.0000133334 + (MONTH / 60) * 12 * 0.2e-6 + 0.01,
    );
  });

  test("50,000 events a second, one item for ten events, three years of archive: the meters by themselves", () => {
    const stack = plainStack({
      predictions: {
        latestOnly: true,
        days: 14,
        recovery: false,
        provisioned: { leastWrites: 100, mostWrites: 40_000, leastReads: 10, targetPercent: 70 },
      },
      archiveDays: 1095,
      delivery: { transformMib: 2, bufferMib: 128, bufferSeconds: 900 },
      redis: { nodeType: "cache.r7g.large", nodes: 6, shards: 3, snapshotDays: 7 },
      network: { zones: 3, endpoints: 6, nats: 0 },
    });
    const bill = billOf(stack, load({ eventsPerSecond: 50_000, eventsPerItem: 10 }));
    const parquetGb = (50_000 * 2240 * 0.105 * MONTH) / GB;
    const objects = (MONTH * 50_000 * 2240) / (128 * 1024 ** 2);
    expect(bill["DynamoDB writes"]).toBeCloseTo(730 * (7143 * 0.00065 + 10 * 0.00013), 2);
    expect(bill["DynamoDB storage"]).toBeCloseTo(((5000 * 14 * 86_400 * 750) / GB) * 0.25, 2);
    expect(bill.Redis).toBeCloseTo(6 * 0.1752 * 730, 2);
    expect(bill["Redis, between zones"]).toBeCloseTo((((50_000 * 2 * 4100 * MONTH) / GB) * 0.01 * 2) / 3, 0);
    expect(bill["S3 archive"]).toBeCloseTo(
      (parquetGb / (730 / 24)) * (30 * 0.023 + 60 * 0.0125 + 1005 * 0.004) +
        objects * 0.000005 +
        objects * ((1095 * 24) / 730) * 0.0000025,
      0,
    );
  });
});
