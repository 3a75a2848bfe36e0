import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type StartedRun, startRun, until } from "./started-run.ts";

/** What one scenario of one checkout came to, by the name of the figure. */
export type ScenarioFigures = Record<string, number>;

export interface WholeScenario {
  name: string;
  /** What a person reads of it, by figure: a text and how many decimals. */
  figures: Readonly<Record<string, readonly [text: string, decimals: number]>>;
  run(checkout: string, quick: boolean): Promise<ScenarioFigures>;
}

const START_SECONDS = 180;
const RUN_SECONDS = 1_800;

const startUp = (name: string, before: (checkout: string) => Promise<unknown>): WholeScenario => ({
  name,
  figures: { page: ["s to the page", 1], archived: ["s to the first archived event", 1] },
  async run(checkout) {
    await before(checkout);
    const run = await startRun(checkout, ["--events", "500", "--rate", "100", "--until-drained"]);
    const since = () => (Date.now() - run.startedAt) / 1000;
    await until(() => run.events(), START_SECONDS);
    const page = since();
    await until(async () => ((await run.events())?.archived ? true : undefined), START_SECONDS);
    const archived = since();
    await run.ended();
    return { page, archived };
  },
});

/** The share of one core, %, over some seconds. */
async function coreShare(run: StartedRun, seconds: number): Promise<number> {
  const [before, from] = [run.taken().cpuMs, Date.now()];
  await sleep(seconds * 1000);
  return ((run.taken().cpuMs - before) / (Date.now() - from)) * 100;
}

const atRest: WholeScenario = {
  name: "at rest",
  figures: { core: ["% of a core", 1] },
  async run(checkout, quick) {
    const run = await startRun(checkout, [
      "--source",
      "stream",
      "--events",
      "20",
      "--until-drained",
      "--hold",
    ]);
    await until(() => (run.output().includes("Holding") ? true : undefined), START_SECONDS);
    await sleep(SETTLE_MS);
    const core = await coreShare(run, quick ? 15 : 60);
    await run.stop();
    return { core };
  },
};

/** After a start, until what is compiled and allocated once is done. */
const SETTLE_MS = 8_000;

const atEase = (rate: number): WholeScenario => ({
  name: `at ease, ${rate} events/s`,
  figures: {
    core: ["% of a core", 1],
    cpu: ["µs an event", 0],
    p50: ["ms from put to prediction, P50 of both hops", 0],
    megabytes: ["MB resident", 0],
  },
  async run(checkout, quick) {
    const seconds = quick ? 20 : 60;
    const events = String(rate * (seconds + SETTLE_MS / 1000));
    const args = ["--source", "stream", "--events", events, "--rate", String(rate), "--until-drained"];
    const run = await startRun(checkout, args);
    await until(async () => ((await run.events())?.predicted ? true : undefined), START_SECONDS);
    await sleep(SETTLE_MS);
    const core = await coreShare(run, seconds - 2);
    const megabytes = run.taken().residentBytes / 1e6;
    const { latency_ms } = await run.ended();
    const p50 = (latency_ms.enrich?.p50 ?? 0) + (latency_ms.predict?.p50 ?? 0);
    return { core, cpu: (core * 10_000) / rate, p50, megabytes };
  },
});

/** More than any machine does, so that the run is at its limit. */
const LIMIT_RATE = 20_000;
/** To be looked at takes a run some milliseconds. */
const LIMIT_LOOK_MS = 500;

const atLimit = (
  source: "stream" | "elasticsearch",
  quickEvents: number,
  allEvents: number,
): WholeScenario => ({
  name: `at the limit, ${source}`,
  figures: {
    perSecond: ["events/s sustained", 0],
    cpu: ["µs an event", 0],
    half: ["MB resident half way", 0],
    end: ["MB at the end", 0],
    drain: ["s from the source's end to the run's", 1],
  },
  async run(checkout, quick) {
    const events = quick ? quickEvents : allEvents;
    const args = [
      "--source",
      source,
      "--events",
      String(events),
      "--rate",
      String(LIMIT_RATE),
      "--until-drained",
    ];
    const run = await startRun(checkout, args);
    const looked = async (share: number) => {
      const predicted = (await run.events())?.predicted ?? 0;
      return predicted < events * share ? undefined : { predicted, at: Date.now(), ...run.taken() };
    };
    const reached = (share: number) => until(() => looked(share), RUN_SECONDS, LIMIT_LOOK_MS);
    // Every stage is warm and has work.
    const [first, half, last] = [await reached(1 / 3), await reached(1 / 2), await reached(9 / 10)];
    await until(() => (run.output().includes("Draining") ? true : undefined), RUN_SECONDS, LIMIT_LOOK_MS);
    const sourceEnded = Date.now();
    await run.ended();
    const predicted = last.predicted - first.predicted;
    return {
      perSecond: (predicted * 1000) / (last.at - first.at),
      cpu: ((last.cpuMs - first.cpuMs) * 1000) / predicted,
      half: half.residentBytes / 1e6,
      end: last.residentBytes / 1e6,
      drain: (Date.now() - sourceEnded) / 1000,
    };
  },
});

/** The whole pipeline as somebody meets it: how soon it is there, and what it takes at rest, at ease and at its limit. */
export const scenarios: readonly WholeScenario[] = [
  startUp("start of a new checkout", (checkout) =>
    rm(join(checkout, ".build"), { recursive: true, force: true }),
  ),
  startUp("start as before", async () => {}),
  atRest,
  atEase(10),
  atEase(300),
  atLimit("stream", 60_000, 1_000_000),
  atLimit("elasticsearch", 40_000, 1_000_000),
];
