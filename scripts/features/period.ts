import { utcDay } from "../../shared/event/time.ts";
import { UsageError } from "../user-error.ts";

/** Whole days, UTC, as epoch ms: from `since` on, before `until`. */
export interface Period {
  since: number;
  until: number;
}

export const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;

/** Of the first day and the last. Throws a `UsageError` for what is no day, or no period. */
export function periodOf({ since, until }: { since?: string; until?: string }, now: number): Period {
  const last = until === undefined ? Math.floor(now / DAY_MS) * DAY_MS : day("--until", until);
  const end = last + DAY_MS;
  const start = since === undefined ? end - DEFAULT_DAYS * DAY_MS : day("--since", since);
  if (start >= end) throw new UsageError(`--since ${utcDay(start)} is after --until ${utcDay(last)}.`);
  return { since: start, until: end };
}

function day(option: string, text: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at) && utcDay(at) === text) return at;
  throw new UsageError(`${option} ${text}: expected a day, such as 2026-03-01.`);
}

/** The period as a person names it: its first day and its last. */
export const namedDays = ({ since, until }: Period): { since: string; until: string } => ({
  since: utcDay(since),
  until: utcDay(until - 1),
});

/** Every day that a part of the period is in, in order. */
export function daysOf({ since, until }: Period): string[] {
  const first = Math.floor(since / DAY_MS);
  return Array.from({ length: Math.ceil(until / DAY_MS) - first }, (_, at) => utcDay((first + at) * DAY_MS));
}
