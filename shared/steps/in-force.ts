import { eventPartitions } from "../columns/glue.ts";
import { customSteps } from "../custom/index.ts";
import { enrichedFields, stepFields } from "../event/enriched.ts";
import type { FieldRule, Fields, KindName } from "../event/kind.ts";
import { rawFieldNames } from "../event/raw.ts";
import { hint } from "../mapping/nearest.ts";
import { SettingError } from "../settings/kinds.ts";
import type { CustomStep } from "./custom-step.ts";
import { type CustomTable, coreTables } from "./table.ts";

/**
 * The steps of one's own that a setting names, in its order. Throws `SettingError` with a sentence for a name that is not
 * registered, and for a step that cannot be put in force beside the core and the others.
 */
export function stepsNamed(
  names: readonly string[],
  registered: readonly CustomStep[] = customSteps,
): readonly CustomStep[] {
  const steps = names.map((name) => stepOf(name, registered));
  const taken = new Map(reserved);
  const tables = new Map<string, CustomTable>();
  for (const [at, step] of steps.entries()) {
    if (names.indexOf(step.name) < at) throw new SettingError(`the step "${step.name}" is named twice`);
    checkName(step.name);
    checkFields(step, taken);
    if (step.kind === "look-up") checkTable(step.rows, tables);
  }
  return steps;
}

/** The fields of archived events: those of the core, then those of steps of one's own. */
export const archivedFields = (steps: readonly CustomStep[]): Fields =>
  Object.assign({}, enrichedFields, ...steps.map(({ fields }) => fields));

/** The tables that steps ask, each once. */
export const tablesOf = (steps: readonly CustomStep[]): readonly CustomTable[] => [
  ...new Set(steps.flatMap((step) => (step.kind === "look-up" ? [step.rows] : []))),
];

function stepOf(name: string, registered: readonly CustomStep[]): CustomStep {
  const step = registered.find((each) => each.name === name);
  if (step !== undefined) return step;
  const names = registered.map((each) => each.name);
  const there = names.length === 0 ? "where none is listed" : `where ${names.join(", ")} are listed`;
  throw new SettingError(
    `there is no step "${name}" in shared/custom/index.ts, ${there}${hint(name, names)}`,
  );
}

/** Statuses of the core in `enrichment_status`. */
const coreNames: ReadonlySet<string> = new Set([...Object.keys(stepFields), "session_index"]);

function checkSpelling(what: "step" | "table", name: string): void {
  if (!/^[a-z][a-z0-9_]{0,63}$/.test(name))
    throw new SettingError(
      `a ${what} is named by lower-case letters, digits and underscores, and not "${name}"`,
    );
}

function checkName(name: string): void {
  checkSpelling("step", name);
  if (coreNames.has(name))
    throw new SettingError(`the step "${name}" has the name of one of the core; give it another one`);
}

/** Names of columns that are taken, and by what. */
const reserved: readonly (readonly [string, string])[] = [
  ...Object.keys(enrichedFields).map((name) => [name, "a field of the core"] as const),
  ...rawFieldNames.map((name) => [name, "a field of raw events"] as const),
  // Raw events may bring these, too.
  ...Object.values(stepFields).flatMap((fields) =>
    Object.keys(fields).map((name) => [name, "a field of the core"] as const),
  ),
  ...eventPartitions.map(({ name }) => [name, "a partition of the archive"] as const),
];

/** One underscore or more, so that no column has the name of a word of SQL. */
const COLUMN = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/;

function checkFields({ name: step, kind, fields }: CustomStep, taken: Map<string, string>): void {
  const names = Object.keys(fields);
  if (names.length === 0) throw new SettingError(`the step "${step}" gives no field`);
  for (const name of names) {
    const by = taken.get(name);
    if (by !== undefined)
      throw new SettingError(
        `the field "${name}" of the step "${step}" is ${by} already; give it another name`,
      );
    if (!COLUMN.test(name))
      throw new SettingError(
        `the field "${name}" of the step "${step}" needs a name of lower-case letters and digits with an underscore ` +
          `between them, such as ${step}_value`,
      );
    taken.set(name, `a field of the step "${step}"`);
    checkKind(name, step, fields[name]!, kind === "plain" ? plainKinds : storedKinds);
  }
}

const plainKinds: readonly KindName[] = ["count", "whole", "long", "real", "flag", "utc"];
const rowKinds: readonly KindName[] = [...plainKinds, "text", "key"];
const storedKinds: readonly KindName[] = [...rowKinds, "textMap", "rows"];

function checkKind(name: string, of: string, field: object, kinds: readonly KindName[]): void {
  const { kind } = field as FieldRule;
  if (!kinds.includes(kind))
    throw new SettingError(
      `"${name}" of "${of}" is of the kind ${kind}; here it is one of ${kinds.join(", ")}`,
    );
}

function checkTable(table: CustomTable, known: Map<string, CustomTable>): void {
  const { name, kind, values } = table;
  checkSpelling("table", name);
  if (coreTables.some((table) => table === name))
    throw new SettingError(`the table "${name}" has the name of one of the core; give it another one`);
  if ((known.get(name) ?? table) !== table) throw new SettingError(`two tables have the name "${name}"`);
  known.set(name, table);
  const keys = kind === "key" ? [table.key] : ["network", "start", "end"];
  for (const [value, field] of Object.entries(values)) {
    if (keys.includes(value))
      throw new SettingError(`the table "${name}" has "${value}" as its key, and as a value, too`);
    checkKind(value, name, field, rowKinds);
  }
}
