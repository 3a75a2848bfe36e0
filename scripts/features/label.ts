import { existsSync, readFileSync } from "node:fs";
import { inDuckDb } from "../local/runtime/athena/dialect.ts";
import { UsageError } from "../user-error.ts";

/** What a row is labelled by. The SQL is DuckDB's, over the tables that `prepare` makes. */
export interface Label {
  /** As the user names it. */
  name: string;
  /** How long after an event its label can still change, beside the end of its session; ms. */
  lookAheadMs: number;
  /** Gives `event_id`, `device` where it is known, and `label` (0 or 1; null where it is not known yet). */
  sql: string;
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const MAX_WITHIN_MS = 90 * 86_400_000;

/** Throws a `UsageError` for a name that is none. */
export function labelNamed(text: string): Label {
  if (text === "purchase_in_session") return { name: text, lookAheadMs: 0, sql: inSession };
  if (text.startsWith("purchase_within:")) return within(text);
  if (text.endsWith(".sql")) return ofFile(text);
  throw new UsageError(
    `--label ${text}: expected purchase_in_session, purchase_within:30m or the name of a .sql file.`,
  );
}

const inSession = `
  select event_id, device, coalesce(max(event_time) filter (where event_name = 'purchase')
    over (partition by session_device, session_id) > event_time, false)::integer as label
  from chosen where session_id is not null`;

function within(text: string): Label {
  const [, count, unit] = /^purchase_within:(\d{1,6})([mhd])$/.exec(text) ?? [];
  const lookAheadMs = Number(count) * (UNITS[unit ?? ""] ?? Number.NaN);
  if (!(lookAheadMs > 0 && lookAheadMs <= MAX_WITHIN_MS))
    throw new UsageError(`--label ${text}: expected a time of up to 90 days, such as purchase_within:30m.`);
  // Also a purchase that is known already waits for the end of its time: else the latest events would all be positive.
  const window = `interval '${lookAheadMs} milliseconds'`;
  const sql = `
    select e.event_id, e.device, case
        when e.event_time + ${window} <= a.ends_at then coalesce(p.event_time <= e.event_time + ${window}, false)::integer
      end as label
    from chosen as e
    cross join (select max(event_time) as ends_at from chosen) as a
    asof left join (select visitor, event_time from chosen where event_name = 'purchase') as p
      on p.visitor = e.visitor and e.event_time < p.event_time`;
  return { name: text, lookAheadMs, sql };
}

function ofFile(file: string): Label {
  if (!existsSync(file)) throw new UsageError(`--label ${file}: there is no such file.`);
  const query = readFileSync(file, "utf8").replace(/;\s*$/, "");
  return { name: file, lookAheadMs: 0, sql: inDuckDb(query) };
}
