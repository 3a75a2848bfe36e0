import { compactDays, deleteBefore, vacuumCurated } from "../../shared/curated/statements.ts";
import type { Statements } from "./statements.ts";

const DAY_MS = 86_400_000;

/**
 * Once a day: files of the days since the last time are compacted, days that are too old removed, and snapshots, with
 * the files that only they have, once they are past their age.
 * @param begun epoch ms
 */
export async function maintain(statements: Statements, keepDays: number, begun: number): Promise<void> {
  const today = dayOf(begun);
  const { maintained } = statements.progress;
  if (maintained === today) return;
  const yesterday = dayOf(begun - DAY_MS);
  await statements.run(compactDays(maintained ?? yesterday, yesterday));
  await statements.run(deleteBefore(dayOf(begun - keepDays * DAY_MS)));
  await vacuum(statements);
  await statements.advance({ maintained: today });
}

/** One VACUUM removes a bounded number of files, and says by an error that there are more. */
async function vacuum(statements: Statements): Promise<void> {
  for (;;)
    try {
      await statements.run(vacuumCurated);
      return;
    } catch (error) {
      if (!(error as Error).message.includes("ICEBERG_VACUUM_MORE_RUNS_NEEDED")) throw error;
    }
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
