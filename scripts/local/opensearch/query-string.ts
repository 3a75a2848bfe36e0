import { SearchError } from "../elasticsearch/search-error.ts";
import type { FieldMapping } from "./domain-indices.ts";
import {
  type DocumentTest,
  existsTest,
  matchTest,
  type QueryContext,
  rangeTest,
  wildcardTest,
} from "./term-tests.ts";

/**
 * The syntax of query strings as far as people type it: `name:value`, `"a phrase"`, `*` and `?`, `name:[a TO b]` and `{a
 * TO b}`, `name:>=5`, `_exists_:name`, AND, OR, NOT, `+`, `-`, `!` and brackets. Two words without an operator between
 * them are joined by OR, unless told otherwise. AND binds before OR; Lucene's own parser mixes the two in a way of its
 * own where there are no brackets.
 */
const TOKEN =
  /\s*(?:(\(|\)|\+|-(?=\S)|!)|(AND|&&|OR|\|\||NOT)(?=[\s(]|$)|((?:[\w.@*-]|\\.)+:)?(?:(\[|\{)\s*("[^"]*"|\S+)\s+TO\s+("[^"]*"|[^\s\]}]+)\s*(\]|\})|(>=|<=|>|<)("[^"]*"|[^\s()]+)|"((?:[^"\\]|\\.)*)"|((?:[^\s()"\\]|\\.)+)|(?=\()))/y;

type Token = { kind: "(" | ")" | "and" | "or" | "not" | "must" } | { kind: "test"; test: DocumentTest };

interface Options {
  fields: readonly string[];
  operator: "and" | "or";
}

export function queryStringTest(body: Record<string, unknown>, context: QueryContext): DocumentTest {
  const known = [
    "query",
    "default_field",
    "fields",
    "default_operator",
    "analyze_wildcard",
    "lenient",
    "boost",
  ];
  const unknown = Object.keys(body).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new SearchError(
      400,
      "parsing_exception",
      `[query_string] query does not support [${unknown}] here`,
    );
  const named = body.default_field === undefined ? body.fields : [body.default_field];
  const fields =
    Array.isArray(named) && !named.includes("*") ? named.map(String) : everyText(context.properties);
  const operator = String(body.default_operator ?? "or").toLowerCase() === "and" ? "and" : "or";
  return parsed(String(body.query ?? "*"), { fields, operator }, context);
}

/** What a word without a name is looked for in: every text. */
const everyText = (properties: FieldMapping): string[] =>
  Object.entries(properties).flatMap(([name, field]) => {
    if (field.type === "object") return everyText(field.properties).map((inner) => `${name}.${inner}`);
    if (field.type === "flat_object") return [name];
    if (field.type !== "keyword") return [];
    return field.fields === undefined ? [name] : [name, `${name}.words`];
  });

function parsed(text: string, options: Options, context: QueryContext): DocumentTest {
  const tokens = tokensOf(text, options, context);
  let at = 0;
  const fail = (): never => {
    throw new SearchError(400, "query_shard_exception", `Failed to parse query [${text}]`);
  };

  /** Joined by OR, or by nothing. `+x` must be met, and then the rest need not. */
  function alternatives(): DocumentTest {
    const some: DocumentTest[] = [];
    const needed: DocumentTest[] = [];
    const not: DocumentTest[] = [];
    while (at < tokens.length && tokens[at]!.kind !== ")") {
      if (tokens[at]!.kind === "or") {
        at += 1;
        continue;
      }
      const sign = tokens[at]!.kind;
      if (sign === "must") at += 1;
      const isNegated = sign === "not" && options.operator === "or";
      if (isNegated) at += 1;
      const test = conjunction();
      (sign === "must" ? needed : isNegated ? not : some).push(test);
    }
    if (some.length + needed.length + not.length === 0) return fail();
    return (document, id) =>
      needed.every((test) => test(document, id)) &&
      !not.some((test) => test(document, id)) &&
      (some.length === 0 || needed.length > 0 || some.some((test) => test(document, id)));
  }

  function conjunction(): DocumentTest {
    const tests = [single()];
    for (;;) {
      const next = tokens[at]?.kind;
      if (next === "and") at += 1;
      else if (options.operator === "or" || next === undefined || next === ")" || next === "or") break;
      tests.push(single());
    }
    return (document, id) => tests.every((test) => test(document, id));
  }

  function single(): DocumentTest {
    const token = tokens[at++] ?? fail();
    if (token.kind === "test") return token.test;
    if (token.kind === "must") return single();
    if (token.kind === "not") {
      const test = single();
      return (document, id) => !test(document, id);
    }
    if (token.kind !== "(") return fail();
    const inner = alternatives();
    if (tokens[at++]?.kind !== ")") return fail();
    return inner;
  }

  const whole = alternatives();
  return at === tokens.length ? whole : fail();
}

const SIGNS = {
  "(": "(",
  ")": ")",
  "+": "must",
  "-": "not",
  "!": "not",
  NOT: "not",
  AND: "and",
  "&&": "and",
  OR: "or",
  "||": "or",
} as const;

function tokensOf(text: string, options: Options, context: QueryContext): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  for (let at = 0; text.slice(at).trim() !== ""; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null)
      throw new SearchError(
        400,
        "query_shard_exception",
        `Failed to parse query [${text}] at [${text.slice(at)}]`,
      );
    const [, sign, word, name, open, low, high, close, compare, bound, phrase, plain] = found;
    const mark = sign ?? word;
    if (mark !== undefined) {
      tokens.push({ kind: SIGNS[mark as keyof typeof SIGNS] });
      continue;
    }
    const field = name === undefined ? undefined : unescaped(name.slice(0, -1));
    const of = (test: (field: string) => DocumentTest): void => {
      const tests = (field === undefined ? options.fields : [field]).map(test);
      tokens.push({ kind: "test", test: (document, id) => tests.some((each) => each(document, id)) });
    };
    if (open !== undefined)
      of((path) => rangeTest(path, between(open, unquoted(low!), unquoted(high!), close!), context));
    else if (compare !== undefined)
      of((path) => rangeTest(path, { [COMPARED[compare]!]: unquoted(bound!) }, context));
    else if (phrase !== undefined)
      of((path) => matchTest(path, unescaped(phrase), context, { all: true, phrase: true }));
    else if (plain !== undefined) of((path) => plainTest(path, plain, context));
    else
      throw new SearchError(
        400,
        "query_shard_exception",
        `write ${name}a OR ${name}b in the place of ${name}(a b)`,
      );
  }
  return tokens;
}

const COMPARED: Readonly<Record<string, string>> = { ">": "gt", ">=": "gte", "<": "lt", "<=": "lte" };

const between = (open: string, low: string, high: string, close: string) => ({
  ...(low !== "*" && { [open === "[" ? "gte" : "gt"]: low }),
  ...(high !== "*" && { [close === "]" ? "lte" : "lt"]: high }),
});

function plainTest(path: string, value: string, context: QueryContext): DocumentTest {
  if (path === "_exists_") return existsTest(unescaped(value), context);
  if (value === "*") return path === "*" ? () => true : existsTest(path, context);
  if (/(?<!\\)[*?]/.test(value)) return wildcardTest(path, unescaped(value), context);
  return matchTest(path, unescaped(value), context, { all: false, phrase: false });
}

const unescaped = (text: string): string => text.replace(/\\(.)/g, "$1");
const unquoted = (text: string): string => (text.startsWith('"') ? text.slice(1, -1) : unescaped(text));
