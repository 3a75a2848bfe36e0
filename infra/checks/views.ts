import { prestoType } from "../analytics/presto-type.ts";
import { selected } from "./select-list.ts";
import { type Body, block, resourcesOf, type StackCheck } from "./stack.ts";

interface Column {
  name: string;
  type: string;
}

/**
 * The catalogue holds a view's columns three times: in its SQL, in the definition that Athena reads, and in the
 * columns that the catalogue shows. Terraform does not compare them, and Athena fails with "view is stale" at the
 * first query.
 */
export const checkViews: StackCheck = (stack) =>
  resourcesOf(stack, "aws_glue_catalog_table").flatMap(({ address, body }) =>
    body.table_type === "VIRTUAL_VIEW" ? problems(body).map((problem) => `${address} ${problem}`) : [],
  );

function problems(view: Body): string[] {
  const definition = definitionOf(String(view.view_original_text));
  if (definition === undefined) return ["is a view whose text is not what Athena writes for one."];
  const shown = (block(view, "storage_descriptor")?.columns ?? []) as Column[];
  const told = definition.columns;
  const sql = selected(definition.originalSql);
  if (sql === undefined) return ["is a view whose SQL does not name its columns one by one."];
  return [
    ...difference(
      "selects",
      sql,
      "its definition lists",
      told.map(({ name }) => name),
    ),
    ...difference("lists", told.map(asText), "the catalogue shows", shown.map(shownAs)),
  ].slice(0, 1);
}

const asText = ({ name, type }: Column): string => `${name} ${type}`;
const shownAs = ({ name, type }: Column): string => asText({ name, type: prestoType(type) });

/** The first index at which two lists differ. */
function difference(
  verb: string,
  ours: readonly string[],
  other: string,
  theirs: readonly string[],
): string[] {
  const length = Math.max(ours.length, theirs.length);
  const at = Array.from({ length }, (_, index) => index).find((index) => ours[index] !== theirs[index]);
  if (at === undefined) return [];
  const named = (column: string | undefined) => (column === undefined ? "nothing" : `"${column}"`);
  return [`${verb} ${named(ours[at])} as column ${at + 1}, where ${other} ${named(theirs[at])}.`];
}

function definitionOf(text: string): { originalSql: string; columns: Column[] } | undefined {
  const base64 = /^\/\* Presto View: ([A-Za-z0-9+/=]+) \*\/$/.exec(text)?.[1];
  return base64 && JSON.parse(Buffer.from(base64, "base64").toString("utf8"));
}
