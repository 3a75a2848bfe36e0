import { openHours } from "../../shared/archive-folders.ts";
import type { Folders } from "../../shared/archive-partition.ts";
import { formatUtc } from "../../shared/event/time.ts";

/** As the stack declares it. */
export interface FilingRules {
  folders: Folders;
  /** Day from which on queries look for events, `YYYY-MM-DD`. */
  firstDay: string;
}

/** The bounds by which an event is filed at a given time. Written like event_time, so they compare as text. */
export interface Filing {
  folders: Folders;
  /** Days that queries look for: the first, and the one after the last. */
  firstDay: string;
  endDay: string;
  /** Hours that Firehose is given: the first, and the one after the last. */
  openFrom: string;
  openUntil: string;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** @param now epoch ms */
export function filingAt({ folders, firstDay }: FilingRules, now: number): Filing {
  const hour = Math.floor(now / HOUR) * HOUR;
  return {
    folders,
    firstDay,
    // The table computes its days up to tomorrow.
    endDay: formatUtc(now + 2 * DAY).slice(0, 10),
    openFrom: formatUtc(Math.max(0, hour - (openHours(folders.size) - 1) * HOUR)),
    openUntil: formatUtc(hour + 2 * HOUR),
  };
}

export const isSeen = (eventTime: string, { firstDay, endDay }: Filing): boolean =>
  eventTime >= firstDay && eventTime < endDay;

export const isOpen = (eventTime: string, { openFrom, openUntil }: Filing): boolean =>
  eventTime >= openFrom && eventTime < openUntil;
