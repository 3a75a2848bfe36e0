import { describe, expect, test } from "@jest/globals";
import { environments } from "../../../infra/environments.ts";
import type { ShownSettings } from "../../../scripts/deploy/environment.ts";
import { type AccountQuotas, preflight } from "../../../scripts/deploy/preflight.ts";

const ample: AccountQuotas = {
  concurrency: 10_000,
  tableWrites: 1_000_000,
  firehosePartitions: 500,
  shards: 500,
};
const dev: ShownSettings = environments.dev;
const prod: ShownSettings = environments.prod;

describe("an account that", () => {
  test.each<[string, ShownSettings, Partial<AccountQuotas>, object]>([
    ["allows everything", prod, {}, { stops: [], notes: [], reserve: true }],
    [
      "tells nothing",
      prod,
      Object.fromEntries(Object.keys(ample).map((name) => [name, undefined])),
      { stops: [], notes: [], reserve: true },
    ],
    [
      "is new: dev holds nothing back, and says so",
      dev,
      { concurrency: 10 },
      {
        stops: [],
        notes: [
          expect.stringMatching(
            /dev holds back 3 invocations .* the account runs 10 invocations at once .*none are held back/,
          ),
        ],
        reserve: false,
      },
    ],
    [
      "is new: prod is not deployed",
      prod,
      { concurrency: 10 },
      { stops: [expect.stringMatching(/Ask for at least \d+ in Service Quotas/)], notes: [], reserve: true },
    ],
    [
      "has just what Lambda keeps, and nothing wanted",
      { ...dev, reserveConcurrency: false },
      { concurrency: 100 },
      { stops: [], notes: [], reserve: false },
    ],
    [
      "is smaller than that",
      { ...dev, reserveConcurrency: false },
      { concurrency: 99 },
      { stops: [], notes: [expect.stringMatching(/New accounts are kept small/)], reserve: false },
    ],
    [
      "has too few shards for provisioned streams",
      { ...prod, raw: { shards: 300 }, enriched: { shards: 201 } },
      {},
      {
        stops: [expect.stringMatching(/want 501 shards, and the account has 500/)],
        notes: [],
        reserve: true,
      },
    ],
    [
      "holds fewer partitions open",
      prod,
      { firehosePartitions: 499 },
      { stops: [expect.stringMatching(/Firehose holds 499 partitions/)], notes: [], reserve: true },
    ],
    [
      "takes too few writes",
      prod,
      { tableWrites: 99_999 },
      {
        stops: [],
        notes: [expect.stringMatching(/up to 100000 writes a second .* takes 99999/)],
        reserve: true,
      },
    ],
    [
      "takes enough of a tenth",
      { ...prod, predictionWrites: "latest_per_user" },
      { tableWrites: 10_000 },
      { stops: [], notes: [], reserve: true },
    ],
  ])("%s", (_what, settings, quotas, verdict) => {
    expect(preflight(settings, { ...ample, ...quotas })).toEqual(verdict);
  });
});
