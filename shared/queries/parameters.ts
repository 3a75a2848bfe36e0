import { dayAt } from "../event/calendar.ts";

/** A parameter that named queries take as `:name`. */
export interface QueryParameter {
  /** What it is, as a part of a sentence. */
  meaning: string;
  /** SQL that stands for it unless it is given; as declared in Athena a query has it written out. */
  standard: string;
  /** What is wrong with a value, as a part of a sentence; undefined for one that the queries take. */
  wrong(value: string): string | undefined;
  /** What the query is given for a value; the value itself unless this is there. */
  given?(value: string): string;
}

/** Days that a query reads unless it is told a period: today and those before it. */
export const STANDARD_DAYS = 30;

/** Steps that a funnel has at most: so many does its query count. */
const MAX_FUNNEL_STEPS = 8;

const UNITS = ["day", "week", "month"];

/** What sessions are told apart by: `breakdown` has an arm for each. */
export const SESSION_TRAITS = [
  "channel",
  "source",
  "medium",
  "campaign",
  "landing",
  "device",
  "os",
  "browser",
  "country",
  "locale",
  "platform",
  "app",
  "visit",
];

/** SQL of a day of the archive that lies so many days before today. */
export const daysAgo = (days: number): string =>
  `date_format(current_date${days === 0 ? "" : ` - interval '${days}' day`}, '%Y-%m-%d')`;

/** Every parameter, by its name. A query takes those that its SQL names. */
export const queryParameters = {
  since: { meaning: "first day, UTC", standard: daysAgo(STANDARD_DAYS - 1), wrong: wrongDay },
  until: { meaning: "last day, UTC", standard: daysAgo(0), wrong: wrongDay },
  source: {
    meaning: "source of the events (metadata.source, else app_id); empty for all",
    standard: "''",
    wrong: () => undefined,
  },
  steps: {
    meaning: `names of the events that are the steps, in their order, with commas; ${MAX_FUNNEL_STEPS} at most`,
    standard: "'product_view,add_to_cart,begin_checkout,purchase'",
    wrong: wrongSteps,
    given: (value) => stepsIn(value).join(","),
  },
  unit: {
    meaning: UNITS.join(", "),
    standard: "'week'",
    wrong: oneOf(UNITS),
  },
  trait: { meaning: SESSION_TRAITS.join(", "), standard: "'channel'", wrong: oneOf(SESSION_TRAITS) },
} as const satisfies Record<string, QueryParameter>;

export type ParameterName = keyof typeof queryParameters;

export const isParameter = (name: string): name is ParameterName => Object.hasOwn(queryParameters, name);

function oneOf(names: readonly string[]): QueryParameter["wrong"] {
  return (value) => (names.includes(value) ? undefined : `expected ${names.join(", ")}`);
}

function wrongDay(value: string): string | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value) ?? [];
  const exists = !Number.isNaN(dayAt(Number(year), Number(month), Number(day)));
  return exists ? undefined : "expected a day such as 2026-11-01";
}

/** As people write a list, with spaces behind its commas. */
const stepsIn = (value: string): string[] => value.split(",").map((step) => step.trim());

function wrongSteps(value: string): string | undefined {
  const steps = stepsIn(value);
  if (steps.includes("")) return "a step between the commas has no name";
  if (new Set(steps).size < steps.length) return "a step stands there twice";
  return steps.length > MAX_FUNNEL_STEPS ? `expected ${MAX_FUNNEL_STEPS} steps at most` : undefined;
}
