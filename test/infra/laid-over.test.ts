import { describe, expect, test } from "@jest/globals";
import { inForce } from "../../infra/environments/laid-over.ts";
import { environments } from "../../infra/environments.ts";

const laid = (given: unknown) => inForce({ from: "clickstream.json", environments: given });

test("the shipped environments are what the schema takes, and come from their file", () => {
  const all = inForce();
  expect(Object.fromEntries([...all].map(([name, { settings }]) => [name, settings]))).toEqual(environments);
  expect(new Set(all.get("prod")!.origins.values())).toEqual(new Set(["infra/environments.ts"]));
});

describe("a settings file", () => {
  test("is laid over setting by setting, and each says where it comes from", () => {
    const { settings, origins } = laid({
      prod: { redis: { shards: 6 }, archive: { folders: ["shop"] } },
    }).get("prod")!;
    expect(settings.redis).toEqual({ ...environments.prod.redis, shards: 6 });
    expect(settings.archive).toEqual({ ...environments.prod.archive, folders: ["shop"] });
    expect([...origins].filter(([, from]) => from === "clickstream.json").map(([path]) => path)).toEqual([
      "redis.shards",
      "archive.folders",
    ]);
  });

  test("adds environments, also one like another of the file, whatever their order", () => {
    const all = laid({
      "shop-eu": { extends: "shop", lanes: 32 },
      shop: { extends: "prod", predictionDays: 7 },
    });
    expect([...all.keys()]).toEqual(["dev", "staging", "prod", "shop", "shop-eu"]);
    expect(all.get("shop-eu")!.settings).toEqual({
      ...environments.prod,
      name: "shop-eu",
      lanes: 32,
      predictionDays: 7,
    });
  });

  test("takes an optional setting away by null, and puts an existing network in the place of a new one", () => {
    const network = { vpcId: "vpc-1", subnetIds: ["a", "b"] };
    const { settings } = laid({ prod: { alarms: { monthlyBudget: null }, network } }).get("prod")!;
    expect(settings.alarms).not.toHaveProperty("monthlyBudget");
    expect(settings.network).toEqual(network);
  });

  test.each<[string, unknown, RegExp]>([
    ["no object", [], /clickstream.json must hold an object of environments/],
    ["an environment that is none", { dev: 3 }, /dev must be an object of settings/],
    [
      "a misspelt setting",
      { dev: { redis: { shrads: 2 } } },
      /dev: there is no setting redis.shrads; did you mean "shards"\?$/m,
    ],
    [
      "a misspelt setting at the top",
      { dev: { tracinng: true } },
      /there is no setting tracinng; did you mean "tracing"\?/,
    ],
    [
      "a misspelt setting of the network",
      { dev: { network: { zonez: 3 } } },
      /there is no setting network.zonez; did you mean "zones"\?/,
    ],
    ["a setting like none", { dev: { xylophone: 1 } }, /there is no setting xylophone\.$/m],
    ["a value of another kind", { dev: { tracing: "yes" } }, /tracing is "yes": expected boolean/i],
    ["a value out of its range", { dev: { lanes: 0 } }, /lanes is 0: Too small/],
    ["a setting that must be there", { dev: { lanes: null } }, /lanes is nothing/],
    [
      "a new environment that is like none",
      { shop: {} },
      /there is no environment shop. A new one says which it is like/,
    ],
    [
      "a name that no bucket can have",
      { Shop: { extends: "dev" } },
      /name is "Shop": expected up to 12 small letters/,
    ],
    [
      "files that go before somebody can see to it",
      { prod: { archive: { landingDays: 2 } } },
      /prod: archive\.landingDays is 2: expected 7 or more: files go then/,
    ],
    [
      "more slices than invocations",
      { dev: { elasticsearchSlices: 4 } },
      /dev: functions\.produce\.reservedConcurrency is 1: expected 8 or more for 4 slices/,
    ],
    [
      "a latency below what triggers wait for",
      { dev: { triggers: { enrich: { windowSeconds: 3 }, predict: { windowSeconds: 3 } } } },
      /dev: alarms\.latencyMs is 5000: expected more than the 6000 ms for which triggers gather/,
    ],
    [
      "a latency below what polling takes",
      { prod: { triggers: { enrich: { fanOut: false } }, alarms: { latencyMs: 2000 } } },
      /prod: alarms\.latencyMs is 2000: expected more than the 2000 ms for which triggers gather events or poll/,
    ],
    [
      "less capacity at most than at least",
      { prod: { predictionCapacity: { writes: { least: 50_000 } } } },
      /prod: predictionCapacity\.writes\.most is 40000: expected at least as many as least/,
    ],
    [
      "an address of nobody",
      { dev: { alarms: { email: "ops" } } },
      /dev: alarms\.email is "ops": Invalid email/,
    ],
    [
      "an instant that is none",
      { dev: { triggers: { predict: { from: "yesterday" } } } },
      /dev: triggers\.predict\.from is "yesterday": Invalid ISO datetime/,
    ],
    ["a circle", { a: { extends: "b" }, b: { extends: "a" } }, /a, b extend each other in a circle/],
  ])("that holds %s is refused", (_what, given, sentence) => {
    expect(() => laid(given)).toThrow(sentence);
  });

  test.each<[string, object]>([
    ["files as short as events", { dev: { archive: { landingDays: 2, expireAfterDays: 2 } } }],
    ["files that nothing takes over", { dev: { archive: { landingDays: 2 }, schedules: { curate: false } } }],
    [
      "slices, where no concurrency is held back",
      { dev: { elasticsearchSlices: 4, reserveConcurrency: false } },
    ],
    [
      "slices with twice as many invocations",
      { dev: { elasticsearchSlices: 4, functions: { produce: { reservedConcurrency: 8 } } } },
    ],
    [
      "a trigger that waits, and does not count",
      { staging: { triggers: { predict: { windowSeconds: 60 } } } },
    ],
    [
      "a trigger that begins at an instant",
      { dev: { triggers: { predict: { from: "2026-11-30T08:00:00Z" } } } },
    ],
  ])("that holds %s is taken", (_what, given) => {
    expect(() => laid(given)).not.toThrow();
  });
});
