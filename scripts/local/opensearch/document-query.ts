import { isObject } from "../../../shared/json/exact.ts";
import { refuse } from "../elasticsearch/search-error.ts";
import { queryStringTest } from "./query-string.ts";
import {
  type DocumentTest,
  existsTest,
  matchTest,
  type QueryContext,
  type Range,
  rangeTest,
  termTest,
  wildcardTest,
} from "./term-tests.ts";

type Clause = (body: never, context: QueryContext) => DocumentTest;

/** The one field of a clause, and what is asked of it. */
function onlyField(body: unknown, kind: string): [string, unknown] {
  const entries = isObject(body) ? Object.entries(body).filter(([name]) => name !== "boost") : [];
  const [only, second] = entries;
  if (only === undefined || second !== undefined) return refuse(`[${kind}] query wants one field`);
  return only;
}

/** `{"field": value}` or `{"field": {"value": value}}`, as each kind spells it. */
function valueIn(body: unknown, kind: string, name: string, others: readonly string[] = []) {
  const [field, given] = onlyField(body, kind);
  if (!isObject(given)) return { field, value: given, options: {} as Record<string, unknown> };
  const unknown = Object.keys(given).find((key) => ![name, "boost", ...others].includes(key));
  if (unknown !== undefined) refuse(`[${kind}] query does not support [${unknown}] here`);
  return { field, value: given[name], options: given };
}

const all: DocumentTest = () => true;
const none: DocumentTest = () => false;
const listOf = (clauses: unknown): unknown[] => (clauses === undefined ? [] : [clauses].flat());

/** The queries that people explore with. Every other one is refused by name, and none is passed over. */
const clauses: Readonly<Record<string, Clause>> = {
  match_all: () => all,
  match_none: () => none,
  term: (body: unknown, context) => {
    const { field, value } = valueIn(body, "term", "value");
    return termTest(field, value, context);
  },
  terms: (body: unknown, context) => {
    const [field, values] = onlyField(body, "terms");
    if (!Array.isArray(values)) return refuse("[terms] query wants a list of values");
    const tests = values.map((value) => termTest(field, value, context));
    return (document, id) => tests.some((test) => test(document, id));
  },
  match: (body: unknown, context) => {
    const { field, value, options } = valueIn(body, "match", "query", ["operator"]);
    const isAll = String(options.operator ?? "or").toLowerCase() === "and";
    return matchTest(field, value, context, { all: isAll, phrase: false });
  },
  match_phrase: (body: unknown, context) => {
    const { field, value } = valueIn(body, "match_phrase", "query");
    return matchTest(field, value, context, { all: true, phrase: true });
  },
  range: (body: unknown, context) => {
    const [field, range] = onlyField(body, "range");
    return rangeTest(field, range as Range, context);
  },
  exists: ({ field }: { field: string }, context) => existsTest(String(field), context),
  prefix: (body: unknown, context) => {
    const { field, value } = valueIn(body, "prefix", "value");
    return wildcardTest(field, `${String(value).replace(/[*?]/g, "?")}*`, context);
  },
  wildcard: (body: unknown, context) => {
    const { field, value } = valueIn(body, "wildcard", "value");
    return wildcardTest(field, String(value), context);
  },
  ids: ({ values }: { values: unknown }) => {
    const wanted = new Set(listOf(values).map(String));
    return (_, id) => wanted.has(id);
  },
  query_string: (body: Record<string, unknown>, context) => queryStringTest(body, context),
  bool: (body: Record<string, unknown>, context) => {
    const known = ["must", "filter", "should", "must_not", "minimum_should_match", "boost"];
    const unknown = Object.keys(body).find((name) => !known.includes(name));
    if (unknown !== undefined) refuse(`[bool] query does not support [${unknown}]`);
    const tests = (name: string) => listOf(body[name]).map((clause) => documentTest(clause, context));
    const needed = [...tests("must"), ...tests("filter")];
    const [some, not] = [tests("should"), tests("must_not")];
    const least = Number(body.minimum_should_match ?? (needed.length === 0 && some.length > 0 ? 1 : 0));
    return (document, id) =>
      needed.every((test) => test(document, id)) &&
      !not.some((test) => test(document, id)) &&
      some.filter((test) => test(document, id)).length >= least;
  },
};

/** A query as a test of documents; without one every document is found. */
export function documentTest(query: unknown, context: QueryContext): DocumentTest {
  if (query === undefined) return all;
  const entries = isObject(query) ? Object.entries(query) : [];
  const [only, second] = entries;
  if (only === undefined || second !== undefined) return refuse("a query is an object with one name");
  const [kind, body] = only;
  const clause = Object.hasOwn(clauses, kind) ? clauses[kind] : undefined;
  if (clause === undefined)
    return refuse(`unknown query [${kind}]: here there are ${Object.keys(clauses).join(", ")}`);
  if (!isObject(body)) return refuse(`[${kind}] query wants an object`);
  return clause(body as never, context);
}
