import { offsetOfLocal } from "../../../shared/event/local-offset.ts";
import { type Random, weighted } from "../random.ts";
import { shopper } from "../shop/shopper.ts";
import { pickNumber } from "../shoppers.ts";

/** A visit to come: when it begins (epoch ms), and who comes. */
export interface PlannedVisit {
  at: number;
  shopper: number;
}

export interface PastSpan {
  /** Epoch ms: from the first on, before the second. */
  from: number;
  until: number;
}

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** Visits of an average day, and people who know the shop. */
const VISITS_A_DAY = 620;
const PEOPLE = 4_000;
/** Monday first: people shop at the end of the week. */
const weekDays = [0.96, 0.92, 0.93, 0.97, 1.08, 1.2, 1.14];
/** What a shop that does well gains over the period, and how much one day differs from another. */
const GROWTH = 0.25;
const NOISE = 0.08;

/** When people have time for a shop, by their own clocks. */
const localHour = weighted(
  [3, 2, 1, 1, 1, 2, 5, 9, 13, 16, 18, 20, 24, 21, 18, 18, 20, 23, 28, 35, 40, 36, 22, 9].map(
    (weight, hour) => [weight, hour] as const,
  ),
);

/** Who comes when, in the order of time: with the rhythm of days and weeks, in each visitor's own time zone. */
export function plannedVisits({ from, until }: PastSpan, random: Random): PlannedVisit[] {
  const visits: PlannedVisit[] = [];
  // A day of the calendar begins earlier here and later there.
  for (let day = Math.floor(from / DAY) * DAY - DAY; day < until + DAY; day += DAY) {
    const count = Math.round(VISITS_A_DAY * factorOf(day, from, until, random));
    for (let visit = 0; visit < count; visit += 1) {
      const number = pickNumber(random, PEOPLE);
      const local = day + localHour(random) * HOUR + random.below(HOUR);
      const { timezone } = shopper(number).city;
      const at = local - offsetOfLocal(timezone, local);
      if (at >= from && at < until) visits.push({ at, shopper: number });
    }
  }
  return visits.sort((a, b) => a.at - b.at);
}

function factorOf(day: number, from: number, until: number, random: Random): number {
  const weekDay = (new Date(day).getUTCDay() + 6) % 7;
  const passed = (day - from) / (until - from);
  return weekDays[weekDay]! * (1 + GROWTH * (passed - 0.5)) * (1 + NOISE * (2 * random.next() - 1));
}
