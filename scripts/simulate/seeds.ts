import { Worker } from "node:worker_threads";
import { commandOf } from "./report.ts";
import type { SimulationOutcome } from "./run.ts";
import type { ScenarioOptions } from "./scenario.ts";
import type { SeedAnswer } from "./worker.ts";

/** Plays the seeds on several threads; results come in any order. Rejects when a thread breaks. */
export async function simulateSeeds(
  seeds: readonly number[],
  options: ScenarioOptions,
  jobs: number,
  done: (outcome: SimulationOutcome) => void,
): Promise<void> {
  const waiting = seeds.values();
  await Promise.all(Array.from({ length: jobs }, () => thread(waiting, options, done)));
}

/** One thread, which takes the next seed whenever it is through with one. */
function thread(
  waiting: Iterator<number>,
  options: ScenarioOptions,
  done: (outcome: SimulationOutcome) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), {
      workerData: options,
      // Most objects of a simulation are short-lived; a small young generation would copy them first.
      resourceLimits: { maxYoungGenerationSizeMb: 64 },
    });
    let seed = waiting.next();
    const play = () => {
      if (!seed.done) worker.postMessage(seed.value);
      else void worker.terminate();
    };
    worker.on("message", ({ outcome }: SeedAnswer) => {
      done(outcome);
      seed = waiting.next();
      play();
    });
    worker.on("error", (cause: Error) => {
      const again = commandOf(seed.value, options);
      const sentence = `Seed ${seed.value} broke the simulator itself: ${cause.message}; again: ${again}`;
      reject(new Error(sentence, { cause }));
    });
    worker.on("exit", () => resolve());
    play();
  });
}
