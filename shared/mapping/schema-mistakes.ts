import type Type from "typebox";
import { Compile } from "typebox/compile";
import { hint } from "./nearest.ts";
import { valueAt } from "./path.ts";

interface SchemaError {
  keyword: string;
  instancePath: string;
  schemaPath: string;
  params: object;
  message: string;
}

/** Finds what is wrong with the form of a value at a place, one sentence a mistake. */
export function schemaMistakes(schema: Type.TObject): (value: unknown, place: string) => string[] {
  const check = Compile(schema);
  return (value, place) => mistakesIn(check.Errors(value), schema, value, place);
}

function mistakesIn(
  errors: readonly SchemaError[],
  { properties }: Type.TObject,
  value: unknown,
  place: string,
): string[] {
  const mistakes = errors.flatMap((error) => {
    // A single format is a list of one only to the program.
    const path = error.instancePath.replace(/^\/time\/\d+$/, "/time");
    const at = [place, path.slice(1)].filter(Boolean).join("/");
    return sentences(error, properties, value).map((sentence) =>
      at === "" ? sentence : `${at}: ${sentence}`,
    );
  });
  return [...new Set(mistakes)];
}

/** A schema error in words; none where another error of the same value tells more. */
function sentences(
  { keyword, instancePath, schemaPath, params, message }: SchemaError,
  properties: Type.TProperties,
  value: unknown,
): string[] {
  const [name = "", ...deeper] = instancePath.slice(1).split("/");
  if (keyword === "boolean" || schemaPath.includes("/anyOf/")) return [];
  if (keyword === "additionalProperties") {
    const allowed = name === "" ? Object.keys(properties) : (ENTRY_KEYS[name] ?? []);
    return named(params, keyword).map((key) => `"${key}" is not known here${hint(key, allowed)}`);
  }
  if (keyword === "required") return named(params, "requiredProperties").map((key) => `"${key}" is missing`);
  if (keyword === "enum") {
    const given = String(valueAt(value, [name, ...deeper]));
    const allowed = named(params, "allowedValues");
    return [`"${given}" is none of ${allowed.join(", ")}${hint(given, allowed)}`];
  }
  const { description } = (properties[name] ?? {}) as { description?: string };
  return [description === undefined || deeper.length > 0 ? message : `${message} (${description})`];
}

const named = (params: object, list: string): string[] => (params as Record<string, string[]>)[list] ?? [];

const ENTRY_KEYS: Record<string, string[]> = {
  pairs: ["path", "key", "value"],
  missing: ["attribute", "when", "because"],
  lists: ["path", "fields"],
};
