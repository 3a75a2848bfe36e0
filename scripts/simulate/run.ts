import { startChaos } from "./chaos.ts";
import type { SimulationFigures } from "./checks/evidence.ts";
import { checks, evidenceOf } from "./checks/index.ts";
import { effectsOf } from "./effects.ts";
import type { FaultKind } from "./faults.ts";
import { replayFailed } from "./replaying.ts";
import type { Scenario } from "./scenario.ts";
import { SimulatedStack } from "./stack.ts";
import { START } from "./time.ts";
import { startTraffic } from "./traffic.ts";
import { SimulatedWorld } from "./world.ts";

export interface SimulationOutcome {
  seed: number;
  /** The first sentence of each invariant that does not hold. */
  violations: { invariant: string; sentence: string }[];
  /** How often each fault struck. */
  struck: ReadonlyMap<FaultKind, number>;
  /** Hash of everything that happened, in its order. */
  trace: string;
  figures: SimulationFigures;
}

/** Without faults everything must be done within this time, ms: a few pauses of the triggers, of a minute each. */
const PATIENCE_MS = 3 * 3_600_000;
const LOOK_MS = 1_000;

/** Plays a scenario to its end and checks what has come of it. */
export async function simulate(scenario: Scenario): Promise<SimulationOutcome> {
  using world = new SimulatedWorld(scenario);
  const stuck = await play(world).catch((error: Error) => world.broken(error));
  const evidence = evidenceOf(world);
  const violations = stuck === undefined ? [] : [{ invariant: "progress", sentence: stuck }];
  for (const { name, find } of checks) {
    const [sentence] = find(evidence);
    if (sentence !== undefined) violations.push({ invariant: name, sentence });
  }
  return {
    seed: scenario.seed,
    violations,
    struck: world.faults.struck,
    trace: world.traceHash(),
    figures: { ...evidence.figures, duration: world.time.now() - START },
  };
}

/**
 * Plays a world's scenario: faults for its span, then until everything is done, then what failed is replayed, twice.
 * Returns what was never done, in words; undefined when everything was.
 */
export async function play(world: SimulatedWorld): Promise<string | undefined> {
  const { time, faults, scenario, replays } = world;
  const stack = new SimulatedStack(world);
  startTraffic(world);
  startChaos(world, stack);

  await time.run(() => false, START + scenario.span);
  faults.end();
  const limit = time.now() + PATIENCE_MS;
  let progressed = await drained(world, stack, limit);
  // What is replayed of a hot user comes after more events than are remembered.
  for (let round = 0; round < 2 && progressed && !scenario.hot; round += 1) {
    progressed = (await finished(world, replayFailed(world), limit)) && (await drained(world, stack, limit));
    if (progressed) replays.push(effectsOf(world));
  }
  stack.stop();
  return progressed ? undefined : remaining(stack);
}

/** Everything is done when it is done before and after a flush: what is flushed may fail and come again. */
async function drained(world: SimulatedWorld, stack: SimulatedStack, limit: number): Promise<boolean> {
  const { time } = world;
  for (let round = 0; round < 2; round += 1) {
    let quiet = false;
    const look = () => {
      quiet = stack.unfinished().length === 0;
      if (!quiet) time.after(LOOK_MS, look);
    };
    time.after(LOOK_MS, look);
    const done = (await time.run(() => quiet, limit)) && (await finished(world, stack.flush(), limit));
    if (!done) return false;
  }
  return true;
}

/** Lets time pass until the work is done or the limit is reached; returns whether it was done. Rejects when the work does. */
async function finished({ time }: SimulatedWorld, work: Promise<void>, limit: number): Promise<boolean> {
  let ended = false;
  const end = () => {
    ended = true;
  };
  work.then(end, end);
  const done = await time.run(() => ended, limit);
  if (done) await work;
  return done;
}

const remaining = (stack: SimulatedStack): string =>
  `${PATIENCE_MS / 3_600_000} hours after the last fault ${stack.unfinished().join(", ")}.`;
