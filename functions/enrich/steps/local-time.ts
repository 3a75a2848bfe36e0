import { zoneOffset } from "../../../shared/event/zone.ts";
import { plainStep } from "../step.ts";

/** The hour and the day where the visitor is. */
export const localTime = plainStep("local_time", {
  after: "geo_timezone",
  of: ({ eventTime, event }, _batch, geoTimezone) => localTimeOf(eventTime, event.timezone, geoTimezone),
});

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SATURDAY = 6;

/** Hour and day in the user's own time zone: the one the event names, else that of its address, else UTC. */
export function localTimeOf(
  eventTime: number,
  timezone: string | undefined,
  geoTimezone: string | undefined,
) {
  const offset =
    (timezone === undefined ? undefined : zoneOffset(timezone, eventTime)) ??
    (geoTimezone === undefined ? undefined : zoneOffset(geoTimezone, eventTime)) ??
    0;
  const local = eventTime + offset;
  const day = Math.floor(local / DAY);
  // 1970-01-01 was a Thursday, ISO day 4; the double modulo keeps days before it positive.
  const dayOfWeek = ((((day + 3) % 7) + 7) % 7) + 1;
  return {
    hour_of_day: Math.floor((local - day * DAY) / HOUR),
    day_of_week: dayOfWeek,
    is_weekend: dayOfWeek >= SATURDAY,
  };
}
