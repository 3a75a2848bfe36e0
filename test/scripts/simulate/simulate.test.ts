import { describe, expect, test } from "@jest/globals";
import { faultNames } from "../../../scripts/simulate/faults.ts";
import { seedFailure } from "../../../scripts/simulate/report.ts";
import { type SimulationOutcome, simulate } from "../../../scripts/simulate/run.ts";
import { scenarioOf } from "../../../scripts/simulate/scenario.ts";

const play = (seed: number, events = 150) => simulate(scenarioOf(seed, { events }));

/** Fails with the sentence that a person would be shown. */
function expectToHold(outcome: SimulationOutcome, events: number): void {
  if (outcome.violations.length > 0) throw new Error(seedFailure(outcome, { events }));
}

const seeds = Array.from({ length: 30 }, (_, index) => index + 1);

test.each(seeds)(
  "whatever goes wrong, nothing is lost and nothing has two effects: seed %i",
  async (seed) => {
    expectToHold(await play(seed), 150);
  },
);

describe("seeds that have failed once", () => {
  /** They are older than these faults, which would make other seeds of them. */
  const faults = faultNames.filter((name) => name !== "deploy" && name !== "model-cut");

  test.each([
    {
      seed: 35,
      events: 300,
      why: "a larger batch of one user came back after its events were found applied",
    },
    {
      seed: 51,
      events: 150,
      why: "a replay wrote the metadata of an event anew, and so spelt it differently",
    },
  ])("seed $seed: $why", async ({ seed, events }) => {
    expectToHold(await simulate(scenarioOf(seed, { events, faults })), events);
  });
});

describe("deployments forward and back over one Redis", () => {
  const faults = faultNames.filter((name) => name !== "model-cut");

  test.each([
    {
      seed: 3,
      events: 200,
      why: "a replay brings an event that the version before forgot into a new session",
    },
    { seed: 11, events: 150, why: "either version reads what the other wrote" },
  ])("seed $seed: $why", async ({ seed, events }) => {
    const outcome = await simulate(scenarioOf(seed, { events, faults }));
    expectToHold(outcome, events);
    expect(outcome.struck.get("deploy")).toBeGreaterThan(0);
    expect(outcome.figures.begunAnew).toBeGreaterThan(0);
  });

  test("leave seeds without them as they are", () => {
    const older = faults.filter((name) => name !== "deploy");
    for (const seed of [1, 2, 3]) {
      const { rates, ...scenario } = scenarioOf(seed, { events: 10, faults });
      const { deploy: _deploy, ...others } = rates;
      expect({ ...scenario, rates: others }).toEqual(scenarioOf(seed, { events: 10, faults: older }));
    }
  });
});

test("without faults every event goes its way once", async () => {
  const { violations, struck, figures } = await simulate(scenarioOf(3, { events: 60, faults: [] }));
  expect(violations).toEqual([]);
  expect([...struck]).toEqual([]);
  expect(figures).toMatchObject({ made: 60, raw: 60, enriched: 60, archived: 60, predicted: 60, failed: 0 });
});

test("the same seed gives the same trace, and another one another", async () => {
  const [first, again, other] = [await play(11), await play(11), await play(12)];
  expect(again.trace).toBe(first.trace);
  expect(again.struck).toEqual(first.struck);
  expect(other.trace).not.toBe(first.trace);
});

test("a failing seed tells what does not hold, its faults, and how to see it again", () => {
  const outcome = {
    seed: 7,
    violations: [
      { invariant: "one effect an event", sentence: "e-1 was applied twice." },
      { invariant: "order of a user", sentence: "e-2 came too early." },
    ],
    struck: new Map([["crash", 3]]),
  } as unknown as SimulationOutcome;
  expect(seedFailure(outcome, { events: 50, faults: ["crash"] }).split("\n")).toEqual([
    "Seed 7 fails. one effect an event: e-1 was applied twice.",
    "  also: order of a user: e-2 came too early.",
    "  faults: crash 3×",
    "  again: npm run simulate -- --seed 7 --events 50 --faults crash",
  ]);
});
