import { Random } from "../../functions/generate/random.ts";
import { compress } from "../../shared/pack/compression.ts";
import { aggregate } from "../../shared/pack/kpl.ts";
import { EventMaker, type MadeEvent } from "./events.ts";
import { streamNames } from "./names.ts";
import { poisonDocument, poisonLine, poisonLines, poisonRecord } from "./poison.ts";
import type { SimulatedWorld } from "./world.ts";

/** How often an event is so large that its enriched form fits no record. */
const LARGE = 0.0005;
const LARGE_BYTES = 1_300_000;

/** Sends the events of a scenario, each at its time and by its producer. */
export function startTraffic(world: SimulatedWorld): void {
  const { scenario, time, faults, ledger, index } = world;
  const random = new Random(`traffic ${scenario.seed}`);
  const maker = new EventMaker(scenario, random);
  const stream = world.kinesis.stream(streamNames.raw);
  let poisoned = 0;

  for (let event = 0; event < scenario.events; event += 1) time.after(random.below(scenario.span), arrive);

  function arrive(): void {
    if (faults.strikes("poison")) poison();
    if (faults.strikes("duplicate")) again();
    if (faults.strikes("foreign")) foreign();
    else document(make(true));
    if (faults.strikes("foreign")) foreignToEnriched();
  }

  function make(tame: boolean): MadeEvent {
    const made = tame ? maker.tame(time.now()) : maker.wild(time.now());
    const large = tame && random.chance(LARGE);
    if (large) made.event.properties = { note: "x".repeat(LARGE_BYTES) };
    ledger.made.set(made.event.event_id as string, { device: made.device, tame, large, late: false });
    return made;
  }

  /** Into the source index, from where the produce function takes it. */
  function document({ event }: MadeEvent): void {
    const late = faults.strikes("late");
    index.add(
      event,
      late ? random.between(index.lagMs, index.overlapMs - 1_000) : random.between(0, index.lagMs),
    );
    const eventId = event.event_id as string;
    const made = ledger.made.get(eventId)!;
    made.late = late;
    ledger.documents.add(eventId);
    if (!made.large) ledger.awaited.add(eventId);
  }

  function poison(): void {
    poisoned += 1;
    if (random.chance(0.4)) {
      index.add(poisonDocument(random, poisoned), random.between(0, index.lagMs));
      return;
    }
    const key = String(random.below(1_000));
    if (random.chance(0.5)) put(key, poisonRecord(random, poisoned));
    else {
      const damaged = random.chance(0.1) ? poisonLines(poisoned) : [poisonLine(random)];
      put(key, Buffer.from([lineOf(make(false)), ...damaged, lineOf(make(false))].join("\n")));
    }
  }

  /** An earlier record once more, under the same key. */
  function again(): void {
    const records = stream.shards.flatMap((shard) => shard.read("TRIM_HORIZON", 10_000, 1e9));
    if (records.length === 0) return;
    const { partitionKey, data } = random.pick(records);
    stream.put([{ partitionKey, data }]);
  }

  function foreign(): void {
    const count = random.between(1, 4);
    const lines = Array.from({ length: count }, () => lineOf(make(false)));
    const key = String(random.below(1_000));
    const way = random.below(4);
    if (way === 0) put(key, Buffer.from(lines.join("\n")));
    else if (way === 1) put(key, compress(Buffer.from(lines.join("\r\n")), random.pick(["gzip", "zstd"])));
    else if (way === 2)
      put(key, aggregate(lines.map((line) => ({ partitionKey: key, data: Buffer.from(line) }))));
    else for (const line of lines) put(key, Buffer.from(JSON.stringify(JSON.parse(line), null, 2)));
  }

  function put(partitionKey: string, data: Uint8Array): void {
    stream.put([{ partitionKey, data }]);
  }

  /** Somebody else's record on the enriched stream. */
  function foreignToEnriched(): void {
    const lines = [poisonLine(random), poisonLine(random)];
    const data = random.chance(0.5) ? Buffer.from(lines.join("\n")) : poisonRecord(random, ++poisoned);
    world.kinesis.stream(streamNames.enriched).put([{ partitionKey: "foreign", data }]);
  }
}

const lineOf = ({ event }: MadeEvent): string => JSON.stringify(event);
