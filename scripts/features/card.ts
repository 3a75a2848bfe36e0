import type { DuckDBConnection } from "@duckdb/node-api";
import { featureNames, featureVersion } from "../../shared/features/features.ts";
import { release } from "../../shared/version.ts";
import type { Choice } from "./labelled.ts";
import { namedDays } from "./period.ts";
import type { Split } from "./split.ts";

/** Of what `writeCard` writes; a change of its names or meanings needs another. */
const CARD_FORMAT = 1;

interface Counts {
  rows: number;
  /** Rows whose label is 1. */
  positives: number;
  sessions: number;
  persons: number;
  /** event_time of the first row and of the last, ISO 8601. */
  from: string;
  to: string;
}

/** What is in a training set, and where it comes from: for whoever trains on it, and for whoever asks later. */
export interface Card extends Counts {
  format: number;
  created_at: string;
  /** The first day and the last, UTC. */
  period: { since: string; until: string };
  label: string;
  split_by: string;
  splits: Partial<Record<Split, Counts>>;
  /** Share of the sessions. */
  sample: number;
  bots: boolean;
  /** Events of the period that are no rows, by why. */
  left_out: Record<string, number>;
  /** event_time of the latest event that was read: what is not over then is left out. */
  archive_ends_at: string;
  files: number;
  features: readonly string[];
  versions: {
    release: string;
    features: string;
    /** Versions of the pipeline that enriched the rows, with how many each. */
    pipeline: Record<string, number>;
  };
}

/** The card of the table `training`, from the tables that it was made of. */
export async function cardOf(
  connection: DuckDBConnection,
  { period, label, splitBy, sample, bots, files }: Choice & { files: readonly string[] },
): Promise<Card> {
  const rowsOf = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJS();
  const counts = `count(*), sum(label), count(distinct session), count(distinct person_id), min(event_time), max(event_time)`;
  const [all] = await rowsOf(`select ${counts} from training`);
  const each = await rowsOf(
    `select split, ${counts} from training group by split order by min(event_time), split`,
  );
  const left = await rowsOf(
    "select left_out, count(*) from labelled where left_out is not null group by 1 order by 1",
  );
  const builds = await rowsOf(
    "select coalesce(pipeline_version, 'unknown'), count(*) from labelled where left_out is null group by 1 order by 1",
  );
  const [end] = await rowsOf("select max(event_time) from chosen");
  return {
    format: CARD_FORMAT,
    created_at: new Date().toISOString(),
    ...countsIn(all!),
    period: namedDays(period),
    label: label.name,
    split_by: splitBy,
    splits: Object.fromEntries(each.map(([split, ...of]) => [split, countsIn(of)])),
    sample,
    bots,
    left_out: byName(left),
    archive_ends_at: (end![0] as Date).toISOString(),
    files: files.length,
    features: featureNames,
    versions: { release: release(), features: featureVersion, pipeline: byName(builds) },
  };
}

const countsIn = ([rows, positives, sessions, persons, from, to]: readonly unknown[]): Counts => ({
  rows: Number(rows),
  positives: Number(positives),
  sessions: Number(sessions),
  persons: Number(persons),
  from: String(from),
  to: String(to),
});

const byName = (rows: readonly unknown[][]): Record<string, number> =>
  Object.fromEntries(rows.map(([name, count]) => [String(name), Number(count)]));
