import { filingAt } from "../../functions/archive/filing.ts";
import { transformPack } from "../../functions/archive/transform.ts";
import { glueColumns } from "../../shared/columns/glue.ts";
import { EARLIEST_DAY } from "../../shared/event/epoch.ts";
import { aggregate, disaggregate } from "../../shared/pack/kpl.ts";
import { startConverter } from "../local/runtime/firehose/convert/converter.ts";
import { alternate, type Contest, type Timed } from "./alternate.ts";
import { coreOf } from "./enrich.ts";
import type { Sample } from "./events.ts";

/** Events of an aggregate of about 50 KB, as the Kinesis Producer Library fills them by default. */
const AGGREGATE_EVENTS = 50;

/** Writing and reading aggregates of the Kinesis Producer Library. */
export function benchKpl({ texts }: Sample, rounds: number): Promise<Timed[]> {
  const records = texts.map((text, at) => ({ partitionKey: String(at % 256), data: Buffer.from(text) }));
  const groups = Array.from({ length: Math.ceil(records.length / AGGREGATE_EVENTS) }, (_, at) =>
    records.slice(at * AGGREGATE_EVENTS, (at + 1) * AGGREGATE_EVENTS),
  );
  const aggregates = groups.map(aggregate);
  return alternate(
    [
      pass("KPL aggregate", texts.length, () => groups.forEach(aggregate)),
      pass("KPL de-aggregate", texts.length, () => aggregates.forEach(disaggregate)),
    ],
    rounds,
  );
}

/** The Firehose transform, on packs as enrichment writes them. */
export async function benchArchive(sample: Sample, now: number, rounds: number): Promise<Timed[]> {
  const packs = await enrichedPacks(sample, now);
  const source = {
    stream: "enriched",
    shard_id: "",
    sequence_number: "",
    subsequence_number: 0,
    arrival_time: "",
  };
  const filing = filingAt({ folders: new Set(), firstDay: EARLIEST_DAY }, now);
  const transform = () => {
    let archived = 0;
    for (const pack of packs) archived += transformPack(pack, source, filing).archived;
    if (archived !== sample.texts.length) throw new Error("The transform let go of events.");
  };
  return alternate([pass("archive transform", sample.texts.length, transform)], rounds);
}

/** Enriched packs → one Snappy Parquet file, as the local Firehose writes it. */
export async function benchParquet(sample: Sample, now: number, rounds: number): Promise<Timed[]> {
  const packs = await enrichedPacks(sample, now);
  const columns = glueColumns();
  // As they come out of the transform, each line closed.
  const lines = packs.map((pack) => Buffer.concat([pack, NEWLINE]));
  const converter = startConverter();
  const convert = async (records: readonly Uint8Array[]) => {
    const { rows } = await converter.convert(columns, records);
    if (rows !== sample.texts.length) throw new Error("The file lacks rows.");
  };
  // A space is no reason to refuse an event, but it has to be parsed.
  const odd = lines.map((line) =>
    Buffer.from(Buffer.from(line).toString().replaceAll('{"event_id"', '{ "event_id"')),
  );
  try {
    return await alternate(
      [
        pass("Parquet, lines as they are", sample.texts.length, () => convert(lines)),
        pass("Parquet, lines that are parsed", sample.texts.length, () => convert(odd)),
      ],
      rounds,
    );
  } finally {
    await converter.close();
  }
}

const NEWLINE = Buffer.from("\n");

async function enrichedPacks({ packed, world }: Sample, now: number): Promise<Uint8Array[]> {
  const enrich = coreOf(world, now);
  const packs: Uint8Array[] = [];
  for (const batch of packed) packs.push(...(await enrich(batch)));
  return packs;
}

const pass = (name: string, events: number, run: () => unknown): Contest => ({
  name,
  events,
  prepare: () => undefined,
  run,
});
