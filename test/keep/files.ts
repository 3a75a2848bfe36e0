import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { layoutName } from "../../functions/enrich/write/layouts.ts";
import { lostColumns } from "../../infra/checks/lost-columns.ts";
import { UserError } from "../../scripts/user-error.ts";
import { type GlueColumn, glueColumns } from "../../shared/columns/glue.ts";
import { type KeptState, presentState } from "./state.ts";
import { presentMapping } from "./template.ts";

export const COLUMNS = "shared/columns/archived.json";
export const LAYOUTS = "functions/enrich/write/layouts.json";
export const TEMPLATE = "shared/search/template-version.json";
const STATES = "test/fixtures/session-state";

/**
 * Keeps what tables and states of the present code hold, beside what those of earlier versions do: nothing that is there
 * is taken away. Throws where a column is missing, or is one of another type, as files have it.
 * @returns what was written, a sentence each
 */
export async function keepPresent(root: string): Promise<string[]> {
  const events = readFileSync(join(root, STATES, "events.ndjson"), "utf8")
    .trim()
    .split("\n");
  return [
    ...keepColumns(join(root, COLUMNS), glueColumns()),
    ...keepTemplate(join(root, TEMPLATE), presentMapping()),
    ...keepState(root, await presentState(events)),
  ];
}

export function keepColumns(file: string, now: readonly GlueColumn[]): string[] {
  const before = JSON.parse(readFileSync(file, "utf8")) as GlueColumn[];
  const [lost] = lostColumns(before, now);
  if (lost !== undefined) throw new UserError(`The schema ${lost}`);
  const changed = now.filter((column) => {
    const had = before.find(({ name }) => name === column.name);
    return had?.type !== column.type || had.comment !== column.comment;
  });
  if (JSON.stringify(before) === JSON.stringify(now)) return [];
  writeJson(file, now);
  return [
    `${file}: ${changed.map(({ name, type }) => `${name} ${type}`).join(", ") || "the order of columns"}`,
  ];
}

/** Another mapping of the copy to explore has the next number. */
export function keepTemplate(file: string, mapping: string): string[] {
  const before = JSON.parse(readFileSync(file, "utf8")) as { version: number; mapping: string };
  if (before.mapping === mapping) return [];
  const version = before.version + 1;
  writeJson(file, { version, mapping });
  return [`${file}: version ${version}`];
}

export function keepState(root: string, { file, layout, text, says }: KeptState): string[] {
  const layouts = join(root, LAYOUTS);
  const known = JSON.parse(readFileSync(layouts, "utf8"));
  const name = layoutName(layout);
  const place = join(root, STATES, file);
  if (Object.hasOwn(known, name) && existsSync(`${place}.txt`)) return [];
  writeJson(layouts, { ...known, [name]: layout });
  writeFileSync(`${place}.txt`, text);
  writeJson(`${place}.json`, says);
  return [`${layouts}: ${name}`, `${place}.txt and .json: a state of it, with what it says`];
}

const writeJson = (file: string, value: unknown): void =>
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
