import { isObject } from "../../../shared/json/exact.ts";
import { refuse } from "../elasticsearch/search-error.ts";
import { floorOf } from "./domain-dates.ts";
import { type EventDocument, type QueriedField, queriedField } from "./field-values.ts";
import type { QueryContext } from "./term-tests.ts";

/** Gathers documents one by one, and gives what they come to. */
export interface Gathered {
  add(document: EventDocument): void;
  result(): Record<string, unknown>;
}

type Make = (
  body: Record<string, unknown>,
  inner: () => Record<string, Gathered>,
  context: QueryContext,
) => Gathered;

function fieldOf(
  body: Record<string, unknown>,
  kind: string,
  context: QueryContext,
  options: readonly string[] = [],
) {
  const unknown = Object.keys(body).find((name) => !["field", ...options].includes(name));
  if (unknown !== undefined) refuse(`[${kind}] aggregation does not support [${unknown}] here`);
  const field = queriedField(context.properties, String(body.field));
  if (field?.type === "words")
    refuse(
      `Text fields are not optimised for aggregations: use ${String(body.field).replace(/\.words$/, "")}`,
    );
  return field;
}

const valuesIn = (field: QueriedField | undefined, document: EventDocument) =>
  field?.valuesOf(document) ?? [];

const metric =
  (kind: string, result: (values: number[]) => Record<string, unknown>): Make =>
  (body, _inner, context) => {
    const field = fieldOf(body, kind, context);
    const values: number[] = [];
    return {
      add: (document) => {
        for (const value of valuesIn(field, document)) values.push(Number(value));
      },
      result: () => result(values),
    };
  };

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const least = (values: readonly number[]) =>
  values.length === 0 ? null : values.reduce((a, b) => Math.min(a, b));
const greatest = (values: readonly number[]) =>
  values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b));

interface Bucket {
  key: string | number;
  count: number;
  inner: Record<string, Gathered>;
}

/** Documents by what they have in common. */
function buckets(
  keysOf: (document: EventDocument) => Iterable<string | number>,
  inner: () => Record<string, Gathered>,
) {
  const all = new Map<string | number, Bucket>();
  return {
    all,
    add(document: EventDocument) {
      for (const key of new Set(keysOf(document))) {
        const bucket = all.get(key) ?? { key, count: 0, inner: inner() };
        all.set(key, bucket);
        bucket.count += 1;
        for (const each of Object.values(bucket.inner)) each.add(document);
      }
    },
  };
}

const resultsOf = (inner: Record<string, Gathered>) =>
  Object.fromEntries(Object.entries(inner).map(([name, gathered]) => [name, gathered.result()]));

const CALENDAR: Readonly<Record<string, string>> = {
  minute: "m",
  "1m": "m",
  hour: "h",
  "1h": "h",
  day: "d",
  "1d": "d",
  week: "w",
  "1w": "w",
  month: "M",
  "1M": "M",
  quarter: "q",
  "1q": "q",
  year: "y",
  "1y": "y",
};
const FIXED_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function flooring({ calendar_interval: calendar, fixed_interval: fixed }: Record<string, unknown>) {
  const unit = CALENDAR[String(calendar)];
  if (unit !== undefined) return (ms: number) => floorOf(ms, unit);
  const [, amount, scale] = /^(\d+)(ms|s|m|h|d)$/.exec(String(fixed)) ?? [];
  const length = Number(amount) * (FIXED_MS[scale ?? ""] ?? Number.NaN);
  if (!(length > 0))
    return refuse("[date_histogram] wants a calendar_interval as day, or a fixed_interval as 30m");
  return (ms: number) => Math.floor(ms / length) * length;
}

/** The figures that people look at beside the hits. Every other one is refused by name. */
const kinds: Readonly<Record<string, Make>> = {
  terms(body, inner, context) {
    const field = fieldOf(body, "terms", context, ["size", "order", "min_doc_count", "missing"]);
    const { size = 10, order, missing } = body;
    const gathered = buckets((document) => {
      const values = valuesIn(field, document).map((value) =>
        typeof value === "boolean" ? Number(value) : value,
      );
      return values.length === 0 && missing !== undefined ? [missing as string] : values;
    }, inner);
    const [by, way] = isObject(order) ? Object.entries(order)[0]! : ["_count", "desc"];
    if (by !== "_count" && by !== "_key")
      refuse(`[terms] aggregation is ordered by _count or _key here, not by [${by}]`);
    const sign = way === "asc" ? 1 : -1;
    const byKey = (a: Bucket, b: Bucket) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
    return {
      add: gathered.add,
      result() {
        const sorted = [...gathered.all.values()].sort(
          (a, b) => (by === "_key" ? sign * byKey(a, b) : sign * (a.count - b.count)) || byKey(a, b),
        );
        const shown = sorted.slice(0, Number(size));
        return {
          doc_count_error_upper_bound: 0,
          sum_other_doc_count: sum(sorted.slice(Number(size)).map(({ count }) => count)),
          buckets: shown.map(({ key, count, inner }) => ({
            key,
            ...(field?.type === "date" && { key_as_string: new Date(Number(key)).toISOString() }),
            ...(field?.type === "boolean" && { key_as_string: String(key === 1) }),
            doc_count: count,
            ...resultsOf(inner),
          })),
        };
      },
    };
  },
  date_histogram(body, inner, context) {
    const options = ["calendar_interval", "fixed_interval", "min_doc_count"];
    const field = fieldOf(body, "date_histogram", context, options);
    const floor = flooring(body);
    const gathered = buckets((document) => valuesIn(field, document).map((ms) => floor(ms as number)), inner);
    return {
      add: gathered.add,
      result: () => ({
        buckets: [...gathered.all.values()]
          .sort((a, b) => Number(a.key) - Number(b.key))
          .map(({ key, count, inner }) => ({
            key_as_string: new Date(Number(key)).toISOString(),
            key,
            doc_count: count,
            ...resultsOf(inner),
          })),
      }),
    };
  },
  sum: metric("sum", (values) => ({ value: sum(values) })),
  avg: metric("avg", (values) => ({ value: values.length === 0 ? null : sum(values) / values.length })),
  min: metric("min", (values) => ({ value: least(values) })),
  max: metric("max", (values) => ({ value: greatest(values) })),
  stats: metric("stats", (values) => ({
    count: values.length,
    min: least(values),
    max: greatest(values),
    avg: values.length === 0 ? null : sum(values) / values.length,
    sum: sum(values),
  })),
  value_count(body, _inner, context) {
    const field = fieldOf(body, "value_count", context);
    let value = 0;
    return {
      add: (document) => {
        value += valuesIn(field, document).length;
      },
      result: () => ({ value }),
    };
  },
  cardinality(body, _inner, context) {
    const field = fieldOf(body, "cardinality", context, ["precision_threshold"]);
    const values = new Set<unknown>();
    return {
      add: (document) => {
        for (const value of valuesIn(field, document)) values.add(value);
      },
      result: () => ({ value: values.size }),
    };
  },
};

/** The aggregations of a search by their names. Intervals without documents are left out of a histogram. */
export function aggregationsOf(asked: unknown, context: QueryContext): Record<string, Gathered> {
  if (asked === undefined) return {};
  if (!isObject(asked)) return refuse("aggregations are an object");
  return Object.fromEntries(
    Object.entries(asked).map(([name, body]) => {
      const { aggs, aggregations = aggs, ...rest } = body as Record<string, unknown>;
      const [only, second] = Object.entries(rest);
      if (only === undefined || second !== undefined)
        return refuse(`the aggregation [${name}] wants one kind`);
      const [kind, options] = only;
      const make = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
      if (make === undefined)
        return refuse(`Unknown aggregation type [${kind}]: here there are ${Object.keys(kinds).join(", ")}`);
      const inner = () => aggregationsOf(aggregations, context);
      // What is wrong inside is said even where no document would come to it.
      inner();
      return [name, make(options as Record<string, unknown>, inner, context)];
    }),
  );
}
