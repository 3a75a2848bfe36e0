import { type FailedEvent, reasons, stages } from "../../shared/failure/failed-event.ts";
import { UsageError } from "../user-error.ts";

/** Which failed events are meant. Times are epoch ms, by failed_at: from `since` on, before `until`. */
export interface Filter {
  stage?: string;
  reason?: string;
  /** component_version, or the release in it, which stands for all of its builds. */
  version?: string;
  /** event_id. */
  event?: string;
  since: number;
  until: number;
}

interface FilterOptions {
  stage?: string;
  reason?: string;
  version?: string;
  event?: string;
  since?: string;
  until?: string;
}

/** Throws a `UsageError` that names the option at fault. */
export function filterOf({ stage, reason, version, event, since, until }: FilterOptions): Filter {
  if (stage !== undefined) oneOf("--stage", stage, stages);
  if (reason !== undefined) oneOf("--reason", reason, Object.keys(reasons));
  return {
    ...(stage === undefined ? {} : { stage }),
    ...(reason === undefined ? {} : { reason }),
    ...(version === undefined ? {} : { version }),
    ...(event === undefined ? {} : { event }),
    since: since === undefined ? Number.NEGATIVE_INFINITY : instant("--since", since),
    until: until === undefined ? Number.POSITIVE_INFINITY : instant("--until", until),
  };
}

export function matches({ stage, reason, version, event, since, until }: Filter, row: FailedEvent): boolean {
  const at = Date.parse(row.failed_at);
  return (
    (stage === undefined || stage === row.stage) &&
    (reason === undefined || reason === row.reason) &&
    (version === undefined || isVersion(row.component_version, version)) &&
    (event === undefined || event === row.event_id) &&
    at >= since &&
    at < until
  );
}

const isVersion = (found: string, wanted: string) => found === wanted || found.startsWith(`${wanted}+`);

const KEY = /stage=([^/]+)\/reason=([^/]+)\/dt=(\d{4}-\d{2}-\d{2})\//;
const DAY_MS = 86_400_000;

/** Whether an object may hold rows that match, by its key alone: most of a bucket is never fetched. */
export function mayMatch({ stage, reason, since, until }: Filter, key: string): boolean {
  const parts = KEY.exec(key);
  if (!parts) return false;
  const day = Date.parse(parts[3]!);
  return (
    (stage === undefined || stage === parts[1]) &&
    (reason === undefined || reason === parts[2]) &&
    day + DAY_MS > since &&
    day < until
  );
}

/** The day in an object's key, by which objects are replayed oldest first. */
export const dayOf = (key: string): string => KEY.exec(key)?.[3] ?? "";

function oneOf(option: string, value: string, names: readonly string[]): void {
  if (!names.includes(value)) throw new UsageError(`${option} ${value}: expected ${names.join(", ")}.`);
}

/** A day, a moment in ISO 8601 (UTC where it names no zone), or an age such as 90m, 12h or 7d. */
function instant(option: string, text: string): number {
  const age = /^(\d+)([mhd])$/.exec(text);
  if (age)
    return Date.now() - Number(age[1]) * { m: 60_000, h: 3_600_000, d: DAY_MS }[age[2] as "m" | "h" | "d"];
  const zoned = /[zZ]$|[+-]\d{2}:?\d{2}$/.test(text) || !text.includes("T") ? text : `${text}Z`;
  const at = Date.parse(zoned);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(at)) return at;
  throw new UsageError(
    `${option} ${text}: expected a day (2026-03-01), a moment (2026-03-01T12:00:00Z) or an age (12h).`,
  );
}
