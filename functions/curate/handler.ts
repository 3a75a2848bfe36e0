import type { TableColumn } from "../../shared/columns/glue.ts";
import { mergeHours } from "../../shared/curated/statements.ts";
import type { Handler } from "../../shared/lambda.ts";
import type { Rollup } from "../../shared/rollups/rollup.ts";
import { hourPortions, type LandedFile, planMerge } from "./hours.ts";
import { maintain } from "./maintain.ts";
import { prepareTable } from "./prepare.ts";
import { type ProgressStore, startedProgress } from "./progress.ts";
import { prepareRollups, rollUp, staleDays } from "./rollups.ts";
import { type StatementPorts, Statements, StillRunning } from "./statements.ts";

export interface CurateParts extends StatementPorts {
  landed(): AsyncIterable<LandedFile>;
  progress: ProgressStore;
  /** Of the table, its partitions among them. */
  columns: readonly TableColumn[];
  database: string;
  /** What is kept of each day beside its events. */
  rollups: readonly Rollup[];
  /** `s3://…/`, below which each table has a folder. */
  folder: string;
  keepDays: number;
  /** Epoch ms. */
  now(): number;
  report(figures: CurateFigures): void;
}

export interface CurateFigures {
  /** Hours that were taken. */
  hours: number;
  /** Files of hours that are not over. */
  waiting: number;
  /** Hours since which not everything that landed is in the curated table. */
  behindHours: number;
  /** The last day that the rollups hold; "" where they hold none. */
  rolledUp: string;
  /** Whether everything was done that there was to do; what was not, the next invocation does. */
  isDone: boolean;
}

/**
 * EventBridge's event of a schedule; with `prepare`, what a deployment asks for: the tables themselves; with `rebuild`, that
 * the rollups are made anew.
 */
export interface CurateTick {
  prepare?: boolean;
  rebuild?: boolean;
}

const HOUR_MS = 3_600_000;

/** What the deployment shows that waits for it. */
class NotPrepared extends Error {
  override name = "NotPrepared";

  constructor() {
    super(
      "The curated table has not got its columns yet, as a statement on it runs on: deploy again in a quarter of an hour.",
    );
  }
}

/**
 * Makes the curated table what the archive's columns want, takes every closed hour with new files into it, has the rollups
 * take over every day that is over, and once a day compacts what came, removes what is too old and old snapshots. Each
 * statement may be the last one that runs: the next invocation does what is left, and what is done twice changes nothing.
 */
export function curateHandler(parts: CurateParts): Handler<CurateTick, CurateFigures> {
  return async ({ prepare = false, rebuild = false }, { deadline }) => {
    const begun = parts.now();
    const before = (await parts.progress.read()) ?? startedProgress;
    const statements = new Statements(parts, parts.progress, deadline, before);
    const figures: CurateFigures = { hours: 0, waiting: 0, behindHours: 0, rolledUp: "", isDone: false };
    try {
      await statements.settle();
      await prepareTable(statements, parts);
      await prepareRollups(statements, parts, rebuild);
      if (!prepare) {
        await mergeLanded(statements, parts, begun, figures);
        await rollUp(statements, parts.rollups, begun);
        await maintain(statements, parts, begun);
      }
      figures.isDone = true;
    } catch (error) {
      if (!(error instanceof StillRunning)) throw error;
      // A deployment goes on to the views, which read what is not there yet.
      if (prepare) throw new NotPrepared();
      // The next invocation goes on with it.
    }
    const { through, rollups } = statements.progress;
    figures.rolledUp = rollups?.through ?? "";
    if (through > 0) figures.behindHours = (begun - through) / HOUR_MS;
    if (!prepare) parts.report(figures);
    return figures;
  };
}

async function mergeLanded(
  statements: Statements,
  { landed, columns }: CurateParts,
  begun: number,
  figures: CurateFigures,
): Promise<void> {
  const files: LandedFile[] = [];
  for await (const file of landed()) files.push(file);
  const plan = planMerge(files, statements.progress.through, begun);
  figures.waiting = plan.waiting;
  await staleDays(
    statements,
    plan.hours.map(({ dt }) => dt),
  );
  for (const hours of hourPortions(plan.hours)) {
    await statements.run(mergeHours(columns, hours));
    figures.hours += hours.length;
  }
  await statements.advance({ through: plan.through });
}
