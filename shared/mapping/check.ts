import type Type from "typebox";
import { Compile } from "typebox/compile";
import { isZoneName } from "../event/zone.ts";
import { targets } from "./convert.ts";
import { listTargets } from "./lists.ts";
import { hint } from "./nearest.ts";
import { templateParts } from "./origin.ts";
import { valueAt } from "./path.ts";
import {
  localFormats,
  MappingSchema,
  type Rule,
  RuleSchema,
  type Rules,
  rulesOf,
  type SourceMapping,
} from "./source-mapping.ts";

const mappingCheck = Compile(MappingSchema);
const ruleCheck = Compile(RuleSchema);

/** What is wrong with a mapping, one sentence a mistake with its place; none when it can be used. */
export function mistakesOf(value: unknown): string[] {
  const mistakes = schemaMistakes(MappingSchema, mappingCheck, value, "");
  if (mistakes.length > 0) return mistakes;
  const { fields = {}, metadata = {}, properties = {}, missing = [], lists = {} } = value as SourceMapping;
  return [
    ...passthroughMistakes(value as SourceMapping),
    ...missing.flatMap(({ attribute }, index) =>
      targetMistakes(attribute).map((mistake) => mistake.replace(/^fields\/[^:]*/, `missing/${index}`)),
    ),
    ...Object.entries(fields).flatMap(([name, rules]) => [
      ...targetMistakes(name),
      ...rulesMistakes(name, rules, `fields/${name}`),
    ]),
    ...Object.entries(lists).flatMap(([name, { fields: rowRules }]) => listMistakes(name, rowRules)),
    ...Object.entries({ metadata, properties }).flatMap(([table, entries]) =>
      Object.entries(entries).flatMap(([name, rules]) =>
        // A key of one's own has no type, also where an attribute of the event has the same name.
        rulesMistakes(`${table}.${name}`, rules, `${table}/${name}`),
      ),
    ),
  ];
}

/** What only rules read, and documents that pass as they are do not have. */
const OF_RULES = [
  "fields",
  "metadata",
  "properties",
  "lists",
  "omit",
  "pairs",
  "json",
  "unwrap",
  "undated",
  "missing",
] as const;

function passthroughMistakes(mapping: SourceMapping): string[] {
  const useless = OF_RULES.filter((name) => Object.keys(mapping[name] ?? {}).length > 0);
  if (mapping.passthrough !== true || useless.length === 0) return [];
  const names = useless.map((name) => `"${name}"`).join(", ");
  return [`passthrough: documents that pass as they are have no rules; remove ${names}, or "passthrough"`];
}

function listMistakes(name: string, rowRules: Record<string, unknown>): string[] {
  const known = listTargets.get(name);
  if (known === undefined)
    return [`lists/${name}: a raw event has no list "${name}"${hint(name, listTargets.keys())}`];
  return Object.entries(rowRules).flatMap(([field, rules]) =>
    known.has(field)
      ? rulesMistakes(`${name}.${field}`, rules as Rules, `lists/${name}/fields/${field}`)
      : [`lists/${name}/fields/${field}: a row of ${name} has no field "${field}"${hint(field, known)}`],
  );
}

function targetMistakes(name: string): string[] {
  if (targets.has(name)) return [];
  if (name === "metadata")
    return ['fields/metadata: rules for metadata stand beside "fields", under "metadata"'];
  if (listTargets.has(name))
    return [`fields/${name}: rules for the rows of a list stand beside "fields", under "lists"`];
  if (name === "properties")
    return [
      'fields/properties: what no rule takes goes there by itself; rules for more stand beside "fields", under "properties"',
    ];
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
  const { path, constant, template, seconds_between, time, zone, pattern } = rule;
  const origins = [path, constant, template, seconds_between].filter((origin) => origin !== undefined).length;
  const isTime = targets.get(target) === "timestamp" || seconds_between !== undefined;
  const lists = [
    ...(path === undefined ? [] : [path]),
    ...(seconds_between ?? []).map((end) => [end].flat()),
  ];
  const found: [boolean, string][] = [
    [origins !== 1, 'needs exactly one of "path", "constant", "template" and "seconds_between"'],
    [lists.some((paths) => paths.length === 0 || paths.includes("")), "a path must not be empty"],
    [template !== undefined && templateParts(template).length === 1, `"${template}" has no {path} in it`],
    [time !== undefined && !isTime, `"time" is for instants, and ${target} is none`],
    [
      zone !== undefined && !time?.some((format) => localFormats.has(format)),
      `"zone" is for "time" as one of ${[...localFormats].join(", ")}; the others name an instant`,
    ],
    [zone !== undefined && !isZoneName(zone), `"${zone}" is no IANA time zone`],
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

interface SchemaError {
  keyword: string;
  instancePath: string;
  schemaPath: string;
  params: object;
  message: string;
}

function schemaMistakes(
  { properties }: Type.TObject,
  check: { Errors(value: unknown): SchemaError[] },
  value: unknown,
  place: string,
): string[] {
  const mistakes = check.Errors(value).flatMap((error) => {
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
