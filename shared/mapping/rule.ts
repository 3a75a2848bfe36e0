import { hash } from "node:crypto";
import type { FieldError } from "../failure/failed-event.ts";
import { type Conversion, type Convert, conversionOf, type Scalar, scalarNumber } from "./convert.ts";
import type { NameIn } from "./names.ts";
import { finder, type Origin, rounded } from "./origin.ts";
import { type Leaf, leafAt, type Path, parsePath } from "./path.ts";
import { withoutSeparators } from "./separated.ts";
import type { Rule } from "./source-mapping.ts";

/** What a rule found. */
export interface RuleFound extends Origin {
  /** The leaf need not be kept: its value is in `value`, or is meant to be hidden by it. */
  replaces?: boolean;
}

/** What the rules of an attribute found; an error, with what was there, only when none could use it. */
export type RuleOutcome = RuleFound | { error: FieldError; given: Origin } | undefined;

export type Evaluate = (document: object) => RuleOutcome;

/** The rules of one attribute: the first that gives a value counts. */
export function evaluateAll(rules: readonly Evaluate[]): Evaluate {
  return (document) => {
    let failed: RuleOutcome;
    for (const evaluate of rules) {
      const outcome = evaluate(document);
      if (outcome !== undefined && "value" in outcome) return outcome;
      failed ??= outcome;
    }
    return failed;
  };
}

export function compileRule(target: string, rule: Rule, names: NameIn): Evaluate {
  const find = finder(rule, names);
  const counts = condition(rule, names);
  const edit = editor(rule);
  const convert = conversionOf(target, rule);
  return (document) => {
    if (!counts(document)) return undefined;
    const found = find(document);
    const edited = found === undefined ? undefined : edit(found.value);
    if (found === undefined || edited === undefined) return undefined;
    const conversion = finished(convert(edited), rule);
    if ("value" in conversion) return located(conversion.value, found.leaf, rule);
    return { error: conversionError(target, rule, found.value, conversion.expected), given: found };
  };
}

/** A value that was changed on its way also stays where it was, unless it was hashed, which is to hide it. */
function located(value: Scalar, leaf: Leaf | undefined, { hash }: Rule): RuleFound {
  if (leaf === undefined) return { value };
  return { value, leaf, replaces: hash === true || String(leaf.value) === String(value) };
}

/** Whether a document is one of those that a rule counts for. */
export function condition({ when = {}, unless = {} }: Pick<Rule, "when" | "unless">, names: NameIn) {
  const holds = (document: object, { path, values }: { path: Path; values: Set<string> }): boolean => {
    const leaf = leafAt(document, path, names);
    return leaf !== undefined && (values.size === 0 || values.has(String(leaf.value)));
  };
  const wanted = Object.entries(when).map(tested);
  const refused = Object.entries(unless).map(tested);
  return (document: object): boolean =>
    wanted.every((test) => holds(document, test)) && !refused.some((test) => holds(document, test));
}

/** Without values any will do: what is asked is whether there is one. */
const tested = ([path, values]: [string, string[]]) => ({ path: parsePath(path), values: new Set(values) });

/** Undefined when the pattern does not match: the rule then counts as having found nothing. */
function editor({ pattern, decimal, round, values, scale }: Rule): (value: Scalar) => Scalar | undefined {
  const expression = pattern === undefined ? undefined : new RegExp(pattern, "u");
  const renamed = new Map(Object.entries(values ?? {}));
  return (given) => {
    const found = expression === undefined ? given : expression.exec(String(given))?.[1];
    if (found === undefined) return undefined;
    const plain =
      decimal === undefined || typeof found !== "string" ? found : withoutSeparators(found, decimal);
    const value = round === undefined ? plain : rounded(plain, round);
    const named = renamed.size === 0 ? value : (renamed.get(String(value)) ?? value);
    return scale === undefined ? named : scaled(named, scale);
  };
}

/** A factor like 0.01 is no binary fraction: 15 digits hide the error of the multiplication. */
function scaled(value: Scalar, scale: number): Scalar {
  const product = (scalarNumber(value) ?? Number.NaN) * scale;
  return Number.isFinite(product) ? Number(product.toPrecision(15)) : value;
}

function finished(conversion: ReturnType<Convert>, rule: Rule): Conversion {
  if (!("value" in conversion) || rule.hash !== true) return conversion;
  return { value: shortHash(String(conversion.value)) };
}

/** First 128 bits of the SHA-256, hex. */
export const shortHash = (text: string): string => hash("sha256", text, "hex").slice(0, 32);

function conversionError(target: string, rule: Rule, value: Scalar, expected: string): FieldError {
  const path = rule.path?.length === 1 ? `/${parsePath(rule.path[0]!).join("/")}` : "";
  const actual =
    typeof value === "string" ? `text of ${value.length} characters` : `${typeof value} ${value}`;
  return { path, expected, actual, message: `${target} must be ${expected}` };
}
