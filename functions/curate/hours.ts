import type { ArchiveHour } from "../../shared/curated/statements.ts";

/** An object of the archive. */
export interface LandedFile {
  key: string;
  /** When it was written, epoch ms. */
  modified: number;
}

/** What is to be merged, and until when everything is merged once that is done. */
export interface MergePlan {
  /** Oldest day first; an hour is there once. */
  hours: ArchiveHour[];
  /** Epoch ms: every file that was written before is merged then. */
  through: number;
  /** Files of hours that are not over yet. */
  waiting: number;
}

const HOUR_MS = 3_600_000;
/** Firehose closes a file 15 minutes after its first event at most, and then takes its time to write it. */
export const CLOSED_AFTER_MS = HOUR_MS / 2;
/** A listing that runs while files are written may miss one of that time. */
const OVERLAP_MS = 300_000;

const KEY = /\/dt=(\d{4}-\d{2}-\d{2})\/hour=(\d{2})\//;

/**
 * Hours with files since the last time that are over, those of late events among them. What is not over waits, and is
 * looked for again the next time.
 * @param through until when files are merged; 0 at first
 * @param now epoch ms, from before the listing
 */
export function planMerge(files: Iterable<LandedFile>, through: number, now: number): MergePlan {
  const hours = new Map<string, ArchiveHour>();
  const plan = { through: now - OVERLAP_MS, waiting: 0 };
  for (const { key, modified } of files) {
    if (modified < through) continue;
    const [, dt, hour] = KEY.exec(`/${key}`) ?? [];
    if (dt === undefined) continue;
    if (Date.parse(`${dt}T${hour}:00:00Z`) + HOUR_MS + CLOSED_AFTER_MS > now) {
      plan.waiting += 1;
      plan.through = Math.min(plan.through, modified);
    } else {
      hours.set(`${dt} ${hour}`, { dt, hour: Number(hour) });
    }
  }
  const sorted = [...hours].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, hour]) => hour);
  return { ...plan, hours: sorted, through: Math.max(through, plan.through) };
}

/**
 * Hours of one statement, so that it ends within an invocation. Each may be of another day, and Iceberg opens 100 partitions
 * at most (ICEBERG_TOO_MANY_OPEN_PARTITIONS).
 */
const PORTION_HOURS = 24;

/** The hours of each statement. */
export const hourPortions = (hours: readonly ArchiveHour[]): ArchiveHour[][] =>
  portionsOf(hours, PORTION_HOURS);

/** In their order, `size` of them at most in each. */
export function portionsOf<Item>(items: readonly Item[], size: number): Item[][] {
  const all: Item[][] = [];
  for (let from = 0; from < items.length; from += size) all.push(items.slice(from, from + size));
  return all;
}
