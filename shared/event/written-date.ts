import { dayAt, timeOfDay } from "./calendar.ts";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAY = "[a-z]{3}";
const MONTH = "(?<month>[a-z]{3})";
const DAY = String.raw`(?<day>\d{1,2})`;
const YEAR = String.raw`(?<year>\d{4})`;
const CLOCK = String.raw`(?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2})`;
const ZONE = String.raw`(?:GMT|UTC|Z)?(?<sign>[+-])(?<aheadHour>\d{2}):?(?<aheadMinute>\d{2})|GMT|UTC|Z`;

/** All name their zone: `CET` and its like are left out, for there are two of many. */
const FORMS = [
  // HTTP and e-mail (RFC 9110, RFC 5322): Fri, 20 Nov 2026 10:00:00 GMT
  `(?:${WEEKDAY},? )?${DAY}[ -]${MONTH}[ -]${YEAR} ${CLOCK} (?:${ZONE})`,
  // What JavaScript makes of a date that is put into a text: Fri Nov 20 2026 11:00:00 GMT+0100 (Central European Standard
  // Time)
  `${WEEKDAY} ${MONTH} ${DAY} ${YEAR} ${CLOCK} (?:${ZONE})`,
  // Java: Fri Nov 20 10:00:00 UTC 2026
  `${WEEKDAY} ${MONTH} ${DAY} ${CLOCK} (?:GMT|UTC) ${YEAR}`,
  // Logs of web servers: 20/Nov/2026:10:00:00 +0000
  `${DAY}/${MONTH}/${YEAR}:${CLOCK} (?:${ZONE})`,
].map((form) => new RegExp(String.raw`^\s*\[?${form}\]?(?: \([^()]*\))?\s*$`, "i"));

/**
 * Epoch ms of an instant as programs write one in words; undefined of any other text, and of a day or a time that does
 * not exist.
 */
export function readWrittenDate(text: string): number | undefined {
  const found = FORMS.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  if (found === undefined) return undefined;
  const { month = "", day, year, hour, minute, second, sign, aheadHour = 0, aheadMinute = 0 } = found;
  const midnight = dayAt(Number(year), MONTHS.indexOf(month.toLowerCase()) + 1, Number(day));
  const time = timeOfDay(Number(hour), Number(minute), Number(second), 0);
  const ahead = timeOfDay(Number(aheadHour), Number(aheadMinute), 0, 0);
  const at = midnight + time - (sign === "-" ? -ahead : ahead);
  return Number.isNaN(at) ? undefined : at;
}
