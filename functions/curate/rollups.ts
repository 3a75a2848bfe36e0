import { dropIceberg } from "../../shared/curated/iceberg.ts";
import { curatedDays } from "../../shared/curated/statements.ts";
import { utcDay } from "../../shared/event/time.ts";
import type { Rollup } from "../../shared/rollups/rollup.ts";
import {
  createRollup,
  emptyRollup,
  ROLLUPS_VERSION,
  replaceDays,
  rollupTable,
  rollupView,
} from "../../shared/rollups/statements.ts";
import { CLOSED_AFTER_MS, portionsOf } from "./hours.ts";
import type { RolledUp } from "./progress.ts";
import type { Statements } from "./statements.ts";

const DAY_MS = 86_400_000;
/** Days of one statement, so that it ends within an invocation; Iceberg opens no more than 100 partitions at once. */
const PORTION_DAYS = 7;

interface Wanted {
  rollups: readonly Rollup[];
  /** `s3://…/`, below which each table has a folder. */
  folder: string;
}

const NO_VERSION = 0;
const nothing: RolledUp = { version: ROLLUPS_VERSION, through: "", stale: [] };

/**
 * The tables and what queries read of them, where they are missing or of another form. Queries make every day of its events
 * then, until the days are in the tables.
 * @param anew also where they are as they should be
 */
export async function prepareRollups(
  statements: Statements,
  { rollups, folder }: Wanted,
  anew: boolean,
): Promise<void> {
  if (statements.progress.rollups?.version === ROLLUPS_VERSION && !anew) return;
  // Begun and not ended is as good as never: the days that it says are held may be gone by then.
  await statements.advance({ rollups: { ...nothing, version: NO_VERSION } });
  for (const rollup of rollups) {
    await statements.run(createRollup(rollup, folder));
    await statements.run(rollupView(rollup, ""));
    // Nothing reads it now: of what it holds from an earlier time nobody knows which days are right.
    await statements.run(emptyRollup(rollup));
  }
  for (let version = 1; version < ROLLUPS_VERSION; version += 1)
    for (const rollup of rollups) await statements.run(dropIceberg(rollupTable(rollup, version)));
  await statements.advance({ rollups: nothing });
}

/** Days whose events change: what rollups hold of them is made anew. Said before the events change. */
export async function staleDays(statements: Statements, days: readonly string[]): Promise<void> {
  const { rollups } = statements.progress;
  if (rollups === undefined) return;
  const stale = new Set([...rollups.stale, ...days.filter((day) => day <= rollups.through)]);
  if (stale.size > rollups.stale.length)
    await statements.advance({ rollups: { ...rollups, stale: [...stale].sort() } });
}

/**
 * Once a day is over and its hours are merged, the rollups take it over, and make anew the days before it whose events are
 * others since. A statement is of one rollup and few days; what queries read moves on when all of them have the days.
 * @param begun epoch ms, from before the hours were merged
 */
export async function rollUp(
  statements: Statements,
  rollups: readonly Rollup[],
  begun: number,
): Promise<void> {
  const last = utcDay(begun - CLOSED_AFTER_MS - DAY_MS);
  const held = statements.progress.rollups;
  if (held === undefined || held.through >= last) return;
  for (const days of portionsOf(held.stale, PORTION_DAYS)) {
    await replace(statements, rollups, days);
    const { rollups: now } = statements.progress;
    await statements.advance({
      rollups: { ...now!, stale: now!.stale.filter((day) => !days.includes(day)) },
    });
  }
  const found = await statements.run(curatedDays(held.through, last));
  for (const days of portionsOf(found.map(([dt]) => dt!).sort(), PORTION_DAYS)) {
    await replace(statements, rollups, days);
    await moveOn(statements, rollups, days.at(-1)!);
  }
  await moveOn(statements, rollups, last);
}

async function replace(
  statements: Statements,
  rollups: readonly Rollup[],
  days: readonly string[],
): Promise<void> {
  for (const rollup of rollups) await statements.run(replaceDays(rollup, days));
}

async function moveOn(statements: Statements, rollups: readonly Rollup[], through: string): Promise<void> {
  const { rollups: held } = statements.progress;
  if (held!.through === through) return;
  for (const rollup of rollups) await statements.run(rollupView(rollup, through));
  await statements.advance({ rollups: { ...held!, through } });
}
