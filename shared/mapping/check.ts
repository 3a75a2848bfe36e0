import { targets } from "./convert.ts";
import { listTargets } from "./lists.ts";
import { namedValues } from "./named-values.ts";
import { hint } from "./nearest.ts";
import { rulesMistakes } from "./rule-mistakes.ts";
import { schemaMistakes } from "./schema-mistakes.ts";
import { MappingSchema, type Rules, type SourceMapping } from "./source-mapping.ts";

const mistakesOfForm = schemaMistakes(MappingSchema);

type OfRules = (target: string, rules: Rules, place: string) => string[];

/** What is wrong with a mapping, one sentence a mistake with its place; none when it can be used. */
export function mistakesOf(value: unknown): string[] {
  const mistakes = mistakesOfForm(value, "");
  if (mistakes.length > 0) return mistakes;
  const { fields = {}, metadata = {}, properties = {}, missing = [], lists = {} } = value as SourceMapping;
  const named = namedValues(value as SourceMapping);
  const ofRules: OfRules = (target, rules, place) => rulesMistakes(target, rules, place, named);
  return [
    ...passthroughMistakes(value as SourceMapping),
    ...missing.flatMap(({ attribute }, index) => targetMistakes(attribute, `missing/${index}`)),
    ...Object.entries(fields).flatMap(([name, rules]) => [
      ...targetMistakes(name, `fields/${name}`),
      ...ofRules(name, rules, `fields/${name}`),
    ]),
    ...Object.entries(lists).flatMap(([name, { fields: rowRules }]) => listMistakes(name, rowRules, ofRules)),
    ...Object.entries({ metadata, properties }).flatMap(([table, entries]) =>
      Object.entries(entries).flatMap(([name, rules]) =>
        // A key of one's own has no type, also where an attribute of the event has the same name.
        ofRules(`${table}.${name}`, rules, `${table}/${name}`),
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
  "named_values",
] as const;

function passthroughMistakes(mapping: SourceMapping): string[] {
  const useless = OF_RULES.filter((name) => Object.keys(mapping[name] ?? {}).length > 0);
  if (mapping.passthrough !== true || useless.length === 0) return [];
  const names = useless.map((name) => `"${name}"`).join(", ");
  return [`passthrough: documents that pass as they are have no rules; remove ${names}, or "passthrough"`];
}

function listMistakes(name: string, rowRules: Record<string, unknown>, ofRules: OfRules): string[] {
  const known = listTargets.get(name);
  if (known === undefined)
    return [`lists/${name}: a raw event has no list "${name}"${hint(name, listTargets.keys())}`];
  return Object.entries(rowRules).flatMap(([field, rules]) =>
    known.has(field)
      ? ofRules(`${name}.${field}`, rules as Rules, `lists/${name}/fields/${field}`)
      : [`lists/${name}/fields/${field}: a row of ${name} has no field "${field}"${hint(field, known)}`],
  );
}

function targetMistakes(name: string, place: string): string[] {
  if (targets.has(name)) return [];
  if (name === "metadata") return [`${place}: rules for metadata stand beside "fields", under "metadata"`];
  if (listTargets.has(name))
    return [`${place}: rules for the rows of a list stand beside "fields", under "lists"`];
  if (name === "properties")
    return [
      `${place}: what no rule takes goes there by itself; rules for more stand beside "fields", under "properties"`,
    ];
  return [`${place}: a raw event has no attribute "${name}"${hint(name, targets.keys())}`];
}
