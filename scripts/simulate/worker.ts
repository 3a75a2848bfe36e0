import { parentPort, workerData } from "node:worker_threads";
import { type SimulationOutcome, simulate } from "./run.ts";
import { type ScenarioOptions, scenarioOf } from "./scenario.ts";

export interface SeedAnswer {
  outcome: SimulationOutcome;
}

/** Plays the seeds that it is sent, one after the other. */
parentPort!.on("message", async (seed: number) => {
  const outcome = await simulate(scenarioOf(seed, workerData as ScenarioOptions));
  parentPort!.postMessage({ outcome } satisfies SeedAnswer);
});
