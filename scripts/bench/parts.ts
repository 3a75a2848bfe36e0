import { parquetWriteBuffer } from "hyparquet-writer";
import { transformPack } from "../../functions/archive/transform.ts";
import { glueColumns } from "../../shared/columns/glue.ts";
import { parquetTable } from "../../shared/columns/parquet.ts";
import { aggregate, disaggregate } from "../../shared/pack/kpl.ts";
import { alternate, type Timed } from "./alternate.ts";

/** KPL aggregates of 20 records, as the Kinesis Producer Library makes them of events of this size. */
const AGGREGATED = 20;

export function benchKpl(texts: readonly string[], rounds: number): Promise<Timed[]> {
  const records = texts.map((text, at) => ({ partitionKey: String(at % 256), data: Buffer.from(text) }));
  const groups = Array.from({ length: Math.floor(records.length / AGGREGATED) }, (_, at) =>
    records.slice(at * AGGREGATED, (at + 1) * AGGREGATED),
  );
  const aggregates = groups.map((group) => aggregate(group));
  const events = groups.length * AGGREGATED;
  return alternate(
    [
      { name: "KPL encode", events, run: () => groups.map((group) => aggregate(group)) },
      { name: "KPL decode, with MD5", events, run: () => aggregates.map((bytes) => disaggregate(bytes)) },
    ],
    rounds,
  );
}

/** @param packs enriched packs of one archive partition each */
export function benchArchive(packs: readonly Uint8Array[], events: number, rounds: number): Promise<Timed[]> {
  const place = {
    stream: "enriched",
    shard_id: "",
    sequence_number: "1",
    subsequence_number: 0,
    arrival_time: "",
  };
  const rows = packs.flatMap((pack) => linesOf(pack).map((line) => JSON.parse(line)));
  const columns = glueColumns();
  return alternate(
    [
      { name: "archive transform", events, run: () => packs.map((pack) => transformPack(pack, place)) },
      {
        name: `Parquet writer, ${columns.length} columns`,
        events: rows.length,
        run: () => {
          const { schema, columnData } = parquetTable(columns, rows);
          return parquetWriteBuffer({ schema, columnData, codec: "SNAPPY" });
        },
      },
    ],
    rounds,
  );
}

const linesOf = (pack: Uint8Array): string[] => Buffer.from(pack).toString().split("\n").filter(Boolean);
