import { Enrichment } from "../../functions/enrich/enrichment.ts";
import { enrichHandler } from "../../functions/enrich/handler.ts";
import { writeIds } from "../../functions/enrich/session/write-ids.ts";
import { stepsOf } from "../../functions/enrich/steps.ts";
// Not called, but in the function it is loaded, and what a package does to the built-ins on loading costs every event.
import "../../shared/redis/connect.ts";
import type { FactStore } from "../../shared/redis/facts.ts";
import type { OutRecord } from "../../shared/stream.ts";
import { alternate, ratioOf, type Timed } from "./alternate.ts";
import { baselineEnrich } from "./baseline/enrich.ts";
import { type Compared, compareOutputs } from "./compare.ts";
import { contest, type Enrich } from "./enrich-contest.ts";
import type { Sample, World } from "./events.ts";
import { memoryStore } from "./memory-store.ts";

const KEY = "bench";
/** One for all rounds, as the baseline's caches are: both run warm. */
const enrichment = new Enrichment(stepsOf({ addressKey: KEY }), "0.1.0");
const MINUTE = 60_000;
const rules = {
  idleMs: 30 * MINUTE,
  capMs: 1440 * MINUTE,
  lateAfterMs: 72 * 60 * MINUTE,
};

export interface EnrichFigures {
  timed: Timed[];
  /** How many times as long the baseline takes for the same plain records. */
  ratio: {
    plain: number;
    /** Our function on packs, the baseline on plain records, which are all that it reads. */
    packed: number;
    /** Against the baseline without a memory of applied events, which counts a redelivered event twice. */
    forgetful: number;
  };
  compared: Compared;
}

/** The enrich handler against the idiomatic baseline, on the same batches, with the same output. */
export async function benchEnrich(sample: Sample, now: number, rounds: number): Promise<EnrichFigures> {
  const { plain, packed, world } = sample;
  const core = () => coreOf(world, now);
  const compared = await compareOutputs(core(), baselineOf(world, now), plain);
  const timed = await alternate(
    [
      contest("enrich, plain records", core, plain),
      contest("enrich, packs", core, packed),
      contest("baseline, plain records", () => baselineOf(world, now), plain),
      contest("baseline that forgets applied events", () => baselineOf(world, now, 0), plain),
    ],
    rounds,
  );
  const [ours, packs, baseline, forgetful] = timed as [Timed, Timed, Timed, Timed];
  const ratio = {
    plain: ratioOf(ours, baseline),
    packed: ratioOf(packs, baseline),
    forgetful: ratioOf(ours, forgetful),
  };
  return { timed, ratio, compared };
}

/** This checkout's function; `--against` runs that of another checkout by the same name. */
export function coreOf(world: World, now: number, facts: FactStore = memoryStore(world)): Enrich {
  let out: readonly OutRecord[] = [];
  const nextWriteId = writeIds();
  const handler = enrichHandler(
    {
      facts,
      enriched: {
        async put(records) {
          out = records;
          return [];
        },
      },
      failures: {
        async publish(failures) {
          throw new Error(`The bench's events are all valid, yet ${failures.length} failed.`);
        },
      },
      inputs: () => ({ now, nextWriteId }),
      meters: { batch() {} },
    },
    {
      enrichment,
      rules,
      outage: "wait",
      folders: new Set(),
      lanes: 256,
      packBytes: 131_072,
      compression: "none",
    },
  );
  return async ({ event }) => {
    await handler(event, { deadline: Number.MAX_SAFE_INTEGER, functionArn: "", requestId: "" });
    return out.map(({ data }) => data);
  };
}

/** As many applied events as the pipeline's own state keeps. */
const REMEMBERED = 32;

function baselineOf(world: World, now: number, remembered = REMEMBERED): Enrich {
  const handler = baselineEnrich({ ...world, states: new Map(), remembered, key: KEY, now });
  return async ({ event }) => {
    const { response, entries } = await handler(event);
    if (response.batchItemFailures.length > 0) throw new Error("The baseline failed on a valid event.");
    return entries.map(({ Data }) => Data);
  };
}
