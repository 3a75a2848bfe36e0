import { zoneOffset } from "./zone.ts";

export interface EventTime {
  /** Epoch milliseconds, both. */
  eventTime: number;
  receivedAt: number;
}

/**
 * When the event happened by the server's clock: the client's clock is off by as much as sending appears to
 * have taken, received_at − client_sent_at. Never after it was received.
 * @param arrivalTime epoch ms at which the stream took the record; stands in for an absent received_at
 * @param receiptKnown whether `received` is a server's: when the pipeline read an old file says nothing of the client's clock
 */
export function eventTimeOf(
  created: number,
  sent: number | undefined,
  received: number | undefined,
  arrivalTime: number,
  receiptKnown = true,
): EventTime {
  const receivedAt = received ?? arrivalTime;
  const corrected = sent === undefined || !receiptKnown ? created : created + receivedAt - sent;
  const eventTime = Math.max(0, Math.min(corrected, receivedAt));
  return { eventTime, receivedAt };
}

export interface LocalTime {
  hourOfDay: number;
  /** ISO: 1 Monday – 7 Sunday. */
  dayOfWeek: number;
  isWeekend: boolean;
}

const DAY = 86_400_000;

/** Hour and day in the user's own time zone: the one the event names, else that of its address, else UTC. */
export function localTimeOf(
  eventTime: number,
  timezone: string | undefined,
  geoTimezone: string | undefined,
): LocalTime {
  const offset =
    (timezone === undefined ? undefined : zoneOffset(timezone, eventTime)) ??
    (geoTimezone === undefined ? undefined : zoneOffset(geoTimezone, eventTime)) ??
    0;
  const local = eventTime + offset;
  const day = Math.floor(local / DAY);
  // 1970-01-01 was a Thursday, ISO day 4; the double modulo keeps days before it positive.
  const dayOfWeek = ((((day + 3) % 7) + 7) % 7) + 1;
  return { hourOfDay: Math.floor((local - day * DAY) / 3_600_000), dayOfWeek, isWeekend: dayOfWeek >= 6 };
}
