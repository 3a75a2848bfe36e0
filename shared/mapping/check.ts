import type Type from "typebox";
import { Compile } from "typebox/compile";
import { targets } from "./convert.ts";
import { isZone } from "./local-time.ts";
import { hint } from "./nearest.ts";
import { templateParts } from "./rule.ts";
import {
  MappingSchema,
  type Rule,
  RuleSchema,
  type Rules,
  rulesOf,
  type SourceMapping,
  timeFormats,
} from "./source-mapping.ts";

const mappingCheck = Compile(MappingSchema);
const ruleCheck = Compile(RuleSchema);

/** What is wrong with a mapping, one sentence a mistake with its place; none when it can be used. */
export function mistakesOf(value: unknown): string[] {
  const mistakes = schemaMistakes(MappingSchema, mappingCheck, value, "");
  if (mistakes.length > 0) return mistakes;
  const { fields = {}, metadata = {}, passthrough } = value as SourceMapping;
  return [
    ...(passthrough === true && Object.keys({ ...fields, ...metadata }).length > 0
      ? [
          'passthrough: documents that pass as they are have no rules; remove "fields" and "metadata", or "passthrough"',
        ]
      : []),
    ...Object.entries(fields).flatMap(([name, rules]) => [
      ...targetMistakes(name),
      ...rulesMistakes(name, rules, `fields/${name}`),
    ]),
    ...Object.entries(metadata).flatMap(([name, rules]) => rulesMistakes(name, rules, `metadata/${name}`)),
  ];
}

function targetMistakes(name: string): string[] {
  if (targets.has(name)) return [];
  if (name === "metadata")
    return ['fields/metadata: rules for metadata stand beside "fields", under "metadata"'];
  if (name === "properties") return ["fields/properties: what no rule takes goes there by itself"];
  return [`fields/${name}: a raw event has no attribute "${name}"${hint(name, targets.keys())}`];
}

function rulesMistakes(target: string, rules: Rules, place: string): string[] {
  const usable = (rule: unknown) => typeof rule === "string" || (typeof rule === "object" && rule !== null);
  if (!usable(rules) || (Array.isArray(rules) && !rules.every(usable))) {
    return [`${place}: must be a path, a rule or a list of them`];
  }
  if (Array.isArray(rules) && rules.length === 0) return [`${place}: an empty list gives nothing`];
  return rulesOf(rules).flatMap((rule, index) => {
    const at = Array.isArray(rules) ? `${place}/${index}` : place;
    const mistakes = schemaMistakes(RuleSchema, ruleCheck, rule, at);
    return mistakes.length > 0 ? mistakes : ruleMistakes(target, rule).map((mistake) => `${at}: ${mistake}`);
  });
}

function ruleMistakes(target: string, rule: Rule): string[] {
  const { path, constant, template, time, zone, pattern } = rule;
  const origins = [path, constant, template].filter((origin) => origin !== undefined).length;
  const isTime = targets.get(target) === "timestamp";
  const found: [boolean, string][] = [
    [origins !== 1, 'needs exactly one of "path", "constant" and "template"'],
    [path?.length === 0 || path?.includes("") === true, "a path must not be empty"],
    [template !== undefined && templateParts(template).length === 1, `"${template}" has no {path} in it`],
    [time !== undefined && !isTime, `"time" is for instants, and ${target} is none`],
    [
      zone !== undefined && time !== "yyyy-MM-dd HH:mm:ss",
      '"zone" is for "time": "yyyy-MM-dd HH:mm:ss"; the others name an instant',
    ],
    [zone !== undefined && !isZone(zone), `"${zone}" is no IANA time zone`],
    [pattern !== undefined && !isPattern(pattern), `"${pattern}" is no regular expression with a (group)`],
  ];
  return found.filter(([wrong]) => wrong).map(([, mistake]) => mistake);
}

function isPattern(pattern: string): boolean {
  try {
    // With an empty alternative it matches anything, and the match shows how many groups there are.
    return new RegExp(`${pattern}|`, "u").exec("")!.length > 1;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return false;
  }
}

type ObjectSchema = Type.TObject & { properties: Record<string, { description?: string }> };

function schemaMistakes(
  schema: Type.TObject,
  check: {
    Errors(
      value: unknown,
    ): { keyword: string; instancePath: string; schemaPath: string; params: object; message: string }[];
  },
  value: unknown,
  place: string,
): string[] {
  const { properties } = schema as ObjectSchema;
  const mistakes = check.Errors(value).flatMap(({ keyword, instancePath, schemaPath, params, message }) => {
    const at = [place, instancePath.slice(1)].filter(Boolean).join("/");
    const start = at === "" ? "" : `${at}: `;
    if (keyword === "additionalProperties") {
      const allowed = instancePath === "" ? Object.keys(properties) : ["path", "key", "value"];
      const { additionalProperties } = params as { additionalProperties: string[] };
      return additionalProperties.map((name) => `${start}"${name}" is not known here${hint(name, allowed)}`);
    }
    if (keyword === "required") {
      const { requiredProperties } = params as { requiredProperties: string[] };
      return requiredProperties.map((name) => `${start}"${name}" is missing`);
    }
    if (keyword === "enum") {
      const given = String((value as Record<string, unknown>)[instancePath.slice(1)]);
      return [`${start}"${given}" is none of ${timeFormats.join(", ")}${hint(given, timeFormats)}`];
    }
    // Told by the errors above, and by that of the union as a whole.
    if (keyword === "boolean" || schemaPath.includes("/anyOf/")) return [];
    const described = properties[instancePath.split("/")[1] ?? ""]?.description;
    return [`${start}${message}${described === undefined ? "" : ` (${described})`}`];
  });
  return [...new Set(mistakes)];
}
