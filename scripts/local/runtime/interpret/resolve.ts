import { type Expression, parseTemplate, TemplateError } from "./template.ts";

/** What a reference stands for; throws a sentence when there is nothing at that place. */
export type ReferenceLookup = (steps: readonly (string | number)[]) => unknown;

type Fn = (...args: never[]) => unknown;

/** Terraform functions that the stack may call. */
const functions: Record<string, Fn> = {
  join: (separator: string, items: unknown[]) => items.map(asText).join(separator),
  split: (separator: string, text: string) => text.split(separator),
  concat: (...lists: unknown[][]) => lists.flat(),
  element: (list: unknown[], index: number) => list[index % list.length],
  jsonencode: (value: unknown) => JSON.stringify(value),
  tostring: (value: unknown) => asText(value),
  tonumber: (value: unknown) => Number(value),
  lower: (text: string) => text.toLowerCase(),
  upper: (text: string) => text.toUpperCase(),
  replace: (text: string, from: string, to: string) => text.replaceAll(from, to),
  trimprefix: (text: string, prefix: string) => (text.startsWith(prefix) ? text.slice(prefix.length) : text),
  coalesce: (...values: unknown[]) => values.find((value) => value !== null && value !== ""),
  sensitive: (value: unknown) => value,
  nonsensitive: (value: unknown) => value,
};

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new TemplateError(`a ${value === null ? "null" : typeof value} where a text is needed`);
}

/** Resolves every expression in a value of the JSON, at any depth. A string that is one expression keeps its type. */
export function resolve(value: unknown, lookup: ReferenceLookup): unknown {
  if (typeof value === "string") return resolveText(value, lookup);
  if (Array.isArray(value)) return value.map((item) => resolve(item, lookup));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolve(item, lookup)]));
}

function resolveText(text: string, lookup: ReferenceLookup): unknown {
  if (!text.includes("${") && !text.includes("%{")) return text;
  const parts = parseTemplate(text);
  const only = parts[0]!;
  if (parts.length === 1) return typeof only === "string" ? only : evaluate(only, lookup);
  return parts.map((part) => (typeof part === "string" ? part : asText(evaluate(part, lookup)))).join("");
}

function evaluate(expression: Expression, lookup: ReferenceLookup): unknown {
  if (expression.kind === "literal") return expression.value;
  if (expression.kind === "reference") return lookup(expression.steps);
  if (expression.kind === "list") return expression.items.map((item) => evaluate(item, lookup));
  const call = functions[expression.name] as ((...args: unknown[]) => unknown) | undefined;
  if (!call) throw new TemplateError(`the function ${expression.name}()`);
  return call(...expression.args.map((arg) => evaluate(arg, lookup)));
}

/** Every reference in a value, at any depth. */
export function references(value: unknown): (string | number)[][] {
  const found: (string | number)[][] = [];
  const inExpression = (expression: Expression): void => {
    if (expression.kind === "reference") found.push(expression.steps);
    if (expression.kind === "list") expression.items.forEach(inExpression);
    if (expression.kind === "call") expression.args.forEach(inExpression);
  };
  const visit = (item: unknown): void => {
    if (typeof item === "string" && item.includes("${")) {
      for (const part of parseTemplate(item)) if (typeof part !== "string") inExpression(part);
    } else if (item !== null && typeof item === "object") {
      Object.values(item).forEach(visit);
    }
  };
  visit(value);
  return found;
}
