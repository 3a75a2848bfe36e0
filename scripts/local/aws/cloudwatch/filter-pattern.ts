import { parsedObject } from "../../../../shared/json/parsed-object.ts";

/** Whether a line fits. */
export type LineFilter = (message: string) => boolean;

/**
 * A filter pattern ("Filter pattern syntax", CloudWatch Logs): words that must all be there, `-word` that must not, `?a ?b`
 * of which one must; or `{ $.level = "ERROR" && $.count > 3 }` on JSON. Throws a sentence for any other.
 */
export function lineFilter(pattern: string): LineFilter {
  const text = pattern.trim();
  if (text.startsWith("{")) return jsonFilter(text);
  if (/^[[%]/.test(text)) throw new Error(`The local CloudWatch does not know the filter pattern ${text}.`);
  const terms = [...text.matchAll(/([-?]?)(?:"([^"]*)"|(\S+))/g)].map(([, sign, phrase, word]) => ({
    sign,
    word: (phrase ?? word)!,
  }));
  const signed = (wanted: string) => terms.filter(({ sign }) => sign === wanted).map(({ word }) => word);
  const [all, none, some] = [signed(""), signed("-"), signed("?")];
  return (message) =>
    all.every((word) => message.includes(word)) &&
    !none.some((word) => message.includes(word)) &&
    (some.length === 0 || some.some((word) => message.includes(word)));
}

const CONDITION = /^\$\.([\w.]+)\s*(=|!=|>=|<=|>|<)\s*(?:"([^"]*)"|(\S+))$/;

function jsonFilter(text: string): LineFilter {
  const conditions = text
    .replace(/^\{|\}$/g, "")
    .split("&&")
    .map((each) => each.trim());
  const tests = conditions.map((condition) => {
    const [, path, operator, quoted, bare] = CONDITION.exec(condition) ?? [];
    if (path === undefined || operator === undefined)
      throw new Error(`The local CloudWatch does not know the condition ${condition} of a filter pattern.`);
    return { path: path.split("."), operator, wanted: (quoted ?? bare)! };
  });
  return (message) => {
    const object = message.startsWith("{") ? parsedObject(message) : undefined;
    return (
      object !== undefined &&
      tests.every(({ path, operator, wanted }) => compared(valueAt(object, path), operator, wanted))
    );
  };
}

const valueAt = (object: unknown, path: readonly string[]): unknown =>
  path.reduce(
    (value: unknown, name) => (value as Record<string, unknown> | undefined | null)?.[name],
    object,
  );

function compared(value: unknown, operator: string, wanted: string): boolean {
  if (value === undefined) return false;
  if (operator === "=") return matches(value, wanted);
  if (operator === "!=") return !matches(value, wanted);
  const [left, right] = [Number(value), Number(wanted)];
  if (operator === ">") return left > right;
  if (operator === "<") return left < right;
  return operator === ">=" ? left >= right : left <= right;
}

/** A star stands for any text. */
const matches = (value: unknown, wanted: string): boolean =>
  new RegExp(`^${wanted.split("*").map(escaped).join(".*")}$`, "s").test(String(value));

const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
