import type { SettingChoice } from "../../shared/settings/choices.ts";

/** What of an environment's settings has to fit together. */
interface Together {
  scoring: SettingChoice<"scoring">;
  elasticsearchSlices: number;
  reserveConcurrency: boolean;
  functions: { produce: { reservedConcurrency?: number | undefined } };
  triggers: Record<"enrich" | "predict", { windowSeconds: number; fanOut: boolean }>;
  schedules: { curate: boolean };
  archive: { landingDays: number; expireAfterDays: number };
  alarms: { latencyMs: number };
}

interface Misfit {
  /** Of the setting that is to be changed. */
  path: string[];
  message: string;
}

/** An alarm says after a day that nothing takes files over, and somebody may come to it after a weekend. */
const LEAST_LANDING_DAYS = 7;

/** Settings that are each right and do not go together: what would come of them shows late, or to nobody. */
export function misfits(settings: Together): Misfit[] {
  return [...landing(settings), ...slices(settings), ...latency(settings)];
}

function* landing({ schedules, archive }: Together): Generator<Misfit> {
  const { landingDays, expireAfterDays } = archive;
  const least = Math.min(LEAST_LANDING_DAYS, expireAfterDays);
  if (schedules.curate && landingDays < least)
    yield {
      path: ["archive", "landingDays"],
      message: `expected ${least} or more: files go then, also those that the curated table has not taken over, and an alarm says after a day that it has not`,
    };
}

function* slices({ elasticsearchSlices, reserveConcurrency, functions }: Together): Generator<Misfit> {
  const { reservedConcurrency } = functions.produce;
  if (!reserveConcurrency || reservedConcurrency === undefined || elasticsearchSlices === 1) return;
  const needed = 2 * elasticsearchSlices;
  if (reservedConcurrency < needed)
    yield {
      path: ["functions", "produce", "reservedConcurrency"],
      message: `expected ${needed} or more for ${elasticsearchSlices} slices (elasticsearchSlices): those of one minute may overlap with those of the next`,
    };
}

/** Lambda asks a shard that it polls about once a second; by fan-out it is told. */
const POLL_SECONDS = 1;

/** What triggers wait for is part of every latency. */
function* latency({ scoring, triggers, alarms }: Together): Generator<Misfit> {
  const { enrich, predict } = triggers;
  const hops = scoring === "stream" ? [enrich, predict] : [enrich];
  const waitsFor = ({ windowSeconds, fanOut }: Together["triggers"]["enrich"]) =>
    Math.max(windowSeconds, fanOut ? 0 : POLL_SECONDS);
  const waiting = 1000 * hops.reduce((sum, hop) => sum + waitsFor(hop), 0);
  if (alarms.latencyMs <= waiting)
    yield {
      path: ["alarms", "latencyMs"],
      message: `expected more than the ${waiting} ms for which triggers gather events or poll (windowSeconds, fanOut), or the alarm never ends`,
    };
}
