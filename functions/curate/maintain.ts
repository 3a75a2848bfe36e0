import { compactDays, vacuumIceberg } from "../../shared/curated/iceberg.ts";
import { CURATED_TABLE, daysBefore, deleteBefore } from "../../shared/curated/statements.ts";
import { utcDay } from "../../shared/event/time.ts";
import type { Rollup } from "../../shared/rollups/rollup.ts";
import { rollupTable } from "../../shared/rollups/statements.ts";
import { staleDays } from "./rollups.ts";
import type { Statements } from "./statements.ts";

const DAY_MS = 86_400_000;

/**
 * Once a day: files of the days since the last time are compacted, days that are too old removed, and snapshots, with
 * the files that only they have, once they are past their age.
 * @param begun epoch ms
 */
export async function maintain(
  statements: Statements,
  { keepDays, rollups }: { keepDays: number; rollups: readonly Rollup[] },
  begun: number,
): Promise<void> {
  const today = utcDay(begun);
  const { maintained } = statements.progress;
  if (maintained === today) return;
  const yesterday = utcDay(begun - DAY_MS);
  await expire(statements, utcDay(begun - keepDays * DAY_MS));
  for (const table of [CURATED_TABLE, ...rollups.map((rollup) => rollupTable(rollup))]) {
    await statements.run(compactDays(table, maintained ?? yesterday, yesterday));
    await vacuum(statements, table);
  }
  await statements.advance({ maintained: today });
}

/** The rollups of the days that lose events are made anew. */
async function expire(statements: Statements, day: string): Promise<void> {
  const days = await statements.run(daysBefore(day));
  if (days.length === 0) return;
  await staleDays(
    statements,
    days.map(([dt]) => dt!),
  );
  await statements.run(deleteBefore(day));
}

/** One VACUUM removes a bounded number of files, and says by an error that there are more. */
async function vacuum(statements: Statements, table: string): Promise<void> {
  for (;;)
    try {
      await statements.run(vacuumIceberg(table));
      return;
    } catch (error) {
      if (!(error as Error).message.includes("ICEBERG_VACUUM_MORE_RUNS_NEEDED")) throw error;
    }
}
