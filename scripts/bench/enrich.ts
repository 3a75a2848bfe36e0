import { enrichHandler } from "../../functions/enrich/handler.ts";
import { versions } from "../../functions/enrich/session/versions.ts";
import { pseudonymiser } from "../../functions/enrich/steps/address.ts";
import { unpack } from "../../shared/pack/decode.ts";
import { type FactStore, VERSION_LENGTH } from "../../shared/redis/facts.ts";
import type { OutRecord } from "../../shared/stream.ts";
import { alternate, type Timed } from "./alternate.ts";
import { baselineEnrich } from "./baseline/enrich.ts";
import type { Batch, World } from "./events.ts";

const KEY = "bench";
const NOW = Date.now();
/** One for all rounds, as the baseline's caches are: both run warm. */
const addressOf = pseudonymiser(KEY);
const MINUTE = 60_000;
const rules = {
  idleMs: 30 * MINUTE,
  capMs: 1440 * MINUTE,
  lateAfterMs: 72 * 60 * MINUTE,
  pipelineVersion: "0.1.0",
};

export interface EnrichFigures {
  core: Timed;
  packed: Timed;
  baseline: Timed;
  /** Baseline time over core time on the same plain records. */
  ratio: number;
  /** Fields compared between the two outputs, and those that differed. */
  compared: { events: number; fields: number; differences: string[] };
}

/** The enrich handler against the idiomatic baseline, on the same batches, with the same output. */
export async function benchEnrich(
  plain: readonly Batch[],
  packed: readonly Batch[],
  world: World,
  rounds: number,
) {
  const events = plain.reduce((sum, batch) => sum + batch.events, 0);
  const compared = await compare(plain, world);
  const [core, packs, baseline] = await alternate(
    [
      {
        name: "enrich core, plain records",
        events,
        prepare: () => coreOf(world),
        run: (core) => runAll(core as Enrich, plain),
      },
      {
        name: "enrich core, packs",
        events,
        prepare: () => coreOf(world),
        run: (core) => runAll(core as Enrich, packed),
      },
      {
        name: "idiomatic baseline, plain records",
        events,
        prepare: () => baselineOf(world),
        run: (base) => runAll(base as Enrich, plain),
      },
    ],
    rounds,
  );
  const ratio = baseline!.microsecondsPerEvent / core!.microsecondsPerEvent;
  return { core: core!, packed: packs!, baseline: baseline!, ratio, compared } satisfies EnrichFigures;
}

type Enrich = (batch: Batch) => Promise<readonly Uint8Array[]>;

/** What the core puts on the enriched stream: packs of one archive partition each. */
export async function enrichedPacks(batches: readonly Batch[], world: World): Promise<Uint8Array[]> {
  const enrich = coreOf(world);
  const packs: Uint8Array[] = [];
  for (const batch of batches) packs.push(...(await enrich(batch)));
  return packs;
}

/** Lambda's own parse of the payload comes before either, and is left out of both. */
async function runAll(enrich: Enrich, batches: readonly Batch[]): Promise<void> {
  for (const batch of batches) await enrich(batch);
}

export function coreOf(world: World): Enrich {
  let out: readonly OutRecord[] = [];
  const nextVersion = versions();
  const handler = enrichHandler(
    {
      facts: memoryStore(world),
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
      addressOf,
      moment: () => ({ now: NOW, nextVersion }),
      meters: { batch() {} },
    },
    { rules, outage: "wait", lanes: 256, packBytes: 131_072 },
  );
  return async ({ event }) => {
    await handler(event, { deadline: Number.MAX_SAFE_INTEGER, functionArn: "", requestId: "" });
    return out.map(({ data }) => data);
  };
}

export function baselineOf(world: World): Enrich {
  const handler = baselineEnrich({ ...world, sessions: new Map<string, Buffer>(), key: KEY, now: NOW });
  return async ({ event }) => {
    const { response, entries } = await handler(event);
    if (response.batchItemFailures.length > 0) throw new Error("The baseline failed on a valid event.");
    return entries.map(({ Data }) => Data);
  };
}

/**
 * Redis in memory, by the same compare-and-set. Values are bytes, as they are on the wire: texts kept here would be
 * copied by the garbage collector, which those that leave the process are not. Look-ups answer as a warm cache does.
 */
function memoryStore({ places, areas }: World): FactStore {
  const states = new Map<string, Buffer>();
  const missing = { status: "missing" } as const;
  return {
    async read({ users }) {
      const found = new Map<string, string>();
      for (const user of users) {
        const state = states.get(user);
        if (state !== undefined) found.set(user, state.toString());
      }
      const geo = (ip: string) => {
        const value = places.get(ip);
        return value === undefined ? missing : ({ status: "ok", value } as const);
      };
      const zip = (code: string) => {
        const value = areas.get(code);
        return value === undefined ? missing : ({ status: "ok", value } as const);
      };
      return { states: found, geo, zip };
    },
    async compareAndSet(writes) {
      for (const { user, expected, next } of writes) {
        if ((states.get(user)?.toString("latin1", 0, VERSION_LENGTH) ?? "") !== expected)
          throw new Error("A race in one thread.");
        states.set(user, Buffer.from(next));
      }
      return new Set();
    },
  };
}

async function compare(batches: readonly Batch[], world: World): Promise<EnrichFigures["compared"]> {
  const [ours, theirs] = [coreOf(world), baselineOf(world)];
  const differences = new Set<string>();
  let events = 0;
  let fields = 0;
  for (const batch of batches) {
    const [left, right] = [byId(await ours(batch)), byId(await theirs(batch))];
    for (const [id, event] of left) {
      const other = right.get(id) ?? {};
      events += 1;
      for (const name of new Set([...Object.keys(event), ...Object.keys(other)])) {
        fields += 1;
        if (JSON.stringify(event[name]) !== JSON.stringify(other[name])) differences.add(name);
      }
    }
  }
  return { events, fields, differences: [...differences] };
}

function byId(packs: readonly Uint8Array[]): Map<string, Record<string, unknown>> {
  const events = new Map<string, Record<string, unknown>>();
  for (const data of packs) {
    const unpacked = unpack(data);
    for (const entry of unpacked.ok ? unpacked.entries : []) {
      const event = JSON.parse(Buffer.from(entry).toString());
      events.set(event.event_id, event);
    }
  }
  return events;
}
