import { describe, expect, test } from "@jest/globals";
import { doubts } from "../../../scripts/cost/doubts.ts";
import { monthlyCost, total } from "../../../scripts/cost/monthly.ts";
import { capacityModes, savings } from "../../../scripts/cost/savings.ts";
import { load, plainStack } from "./builders.ts";

const busy = load({ eventsPerSecond: 20_000, personSeconds: 1 });
const costly = plainStack({
  predictions: { latestOnly: false, days: 90, recovery: true },
  tracing: true,
  archiveDays: 1095,
  lanes: 256,
});

describe("savings", () => {
  test("are what the bill is lower by, the most first", () => {
    const found = savings(costly, busy);
    const now = total(monthlyCost(costly, busy));
    const recovery = found.find(({ setting }) => setting === "predictionRecovery false")!;
    const without = { ...costly, predictions: { ...costly.predictions, recovery: false } };
    expect(recovery.monthly).toBeCloseTo(now - total(monthlyCost(without, busy)), 6);
    expect(found.map(({ monthly }) => monthly)).toEqual(
      found.map(({ monthly }) => monthly).sort((a, b) => b - a),
    );
    expect(found[0]!.setting).toMatch(/^prediction/);
  });

  test("offer a shorter archive to one that is kept for longer, and to no other", () => {
    const offered = (archiveDays: number) =>
      savings({ ...costly, archiveDays }, busy).some(({ setting }) =>
        setting.endsWith("expireAfterDays 365"),
      );
    expect([1095, 365, 90].map(offered)).toEqual([true, false, false]);
  });

  test("know an object for every batch of predictions, where there is one", () => {
    const found = (archived: boolean) =>
      savings(
        plainStack({ predictions: { ...costly.predictions, archived } }),
        load({ eventsPerSecond: 10 }),
      ).some(({ setting }) => setting === "predictionArchive false");
    expect([found(true), found(false)]).toEqual([true, false]);
  });

  test("know states that travel to another zone as they are", () => {
    const found = (compressesStates: boolean) => {
      const stack = plainStack({ network: { zones: 3, endpoints: 0, nats: 0 }, compressesStates });
      return savings(stack, busy).some(({ setting }) => setting === 'stateCompression "zstd"');
    };
    expect([found(false), found(true)]).toEqual([true, false]);
  });

  test("name nothing that is set already, or that would be dearer", () => {
    const thrifty = plainStack({
      predictions: { latestOnly: true, days: 7, recovery: false },
      compression: { raw: "zstd", enriched: "zstd" },
    });
    const settings = savings(thrifty, load({ eventsPerSecond: 1 })).map(({ setting }) => setting);
    expect(settings.filter((setting) => /Recovery|Days 7|zstd|left out|tracing/.test(setting))).toEqual([]);
  });
});

test("both capacity modes are priced, whichever is set, and nothing else changes with them", () => {
  const onDemand = capacityModes(costly, busy);
  const sharded = plainStack({
    ...costly,
    streams: {
      raw: { ...costly.streams.raw, shards: 500 },
      enriched: { ...costly.streams.enriched, shards: 900 },
    },
  });
  expect(onDemand.map(({ name }) => name)).toEqual(["Kinesis raw", "Kinesis enriched", "DynamoDB writes"]);
  for (const { onDemand: dear, provisioned } of onDemand) expect(provisioned).toBeLessThan(dear);
  expect(capacityModes(sharded, busy)[0]!.provisioned).toBeCloseTo(onDemand[0]!.provisioned, -1);
  const idle = capacityModes(costly, load({ eventsPerSecond: 1 }))[0]!;
  expect(idle.provisioned).toBeLessThan(idle.onDemand);
});

describe("doubts", () => {
  test("there are none of a stack that carries its load", () => {
    expect(doubts(plainStack(), load())).toEqual([]);
  });

  test.each([
    {
      what: "too few shards",
      stack: plainStack({
        streams: { ...costly.streams, raw: { shards: 3, retentionHours: 24, fanOuts: 0, polls: 1 } },
      }),
      says: /^raw\.shards is 3; 39 take this load twice over\.$/,
    },
    {
      what: "a table that may not grow so far",
      stack: plainStack({
        predictions: {
          latestOnly: false,
          days: 1,
          recovery: false,
          provisioned: { leastWrites: 1, mostWrites: 25_000, leastReads: 1, targetPercent: 50 },
        },
      }),
      says: /^predictionCapacity\.writes\.most is 25000; auto-scaling would set 40000/,
    },
    {
      what: "a Redis that is too small",
      stack: plainStack(),
      says: /^Redis moves \d+ MB a second each way; 1 shards/,
    },
  ])("say $what", ({ stack, says }) => {
    expect(doubts(stack, busy)).toContainEqual(expect.stringMatching(says));
  });
});
