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
    ["a circle", { a: { extends: "b" }, b: { extends: "a" } }, /a, b extend each other in a circle/],
  ])("that holds %s is refused", (_what, given, sentence) => {
    expect(() => laid(given)).toThrow(sentence);
  });
});
