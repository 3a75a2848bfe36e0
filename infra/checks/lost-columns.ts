import archived from "../../shared/columns/archived.json" with { type: "json" };
import type { TableColumn } from "../../shared/columns/glue.ts";
import { block, referred, resourcesOf, type StackCheck } from "./stack.ts";

/**
 * What the files of an older column can be read as: "Types that can be read", Trino's Parquet reader, and Iceberg's schema
 * evolution. The first release with a wider column still writes values of the narrower one.
 */
const wider: Readonly<Record<string, readonly string[]>> = { int: ["bigint"], float: ["double"] };

/**
 * The table that Firehose writes by must have every column that files of the archive may have. Terraform would take one
 * away without a word; its values could not be queried any more, and Firehose would drop them from new files.
 */
export const checkLostColumns: StackCheck = (stack) =>
  resourcesOf(stack, "aws_kinesis_firehose_delivery_stream").flatMap(({ body }) => {
    const schema = block(
      body,
      "extended_s3_configuration",
      "data_format_conversion_configuration",
      "schema_configuration",
    );
    const table = referred(stack, schema?.table_name);
    if (!table) return [];
    const columns = (block(table.body, "storage_descriptor")?.columns ?? []) as TableColumn[];
    return lostColumns(archived, columns).map((problem) => `${table.address} ${problem}`);
  });

/** What of the columns before could not be read as the columns now, a part of a sentence each. */
export function lostColumns(before: readonly TableColumn[], now: readonly TableColumn[]): string[] {
  const types = new Map(now.map(({ name, type }) => [name, type]));
  return before.flatMap(({ name, type }) => {
    const found = types.get(name);
    if (found === undefined)
      return [
        `has no column "${name}", which files of the archive have: a column is never removed. Keep the attribute, marked as deprecated.`,
      ];
    if (canBeRead(type, found)) return [];
    return [
      `has "${name}" as ${found}, which files of the archive have as ${type}: a column may only become wider (int to bigint, float to double, a row with more attributes at its end). Give the attribute a new name.`,
    ];
  });
}

const canBeRead = (before: string, now: string): boolean =>
  before === now || (wider[before] ?? []).includes(now) || hasMoreFields(before, now);

/** A list of rows whose rows have further attributes behind those that they had. */
function hasMoreFields(before: string, now: string): boolean {
  const rows = /^array<struct<(.+)>>$/;
  const [, had] = rows.exec(before) ?? [];
  const [, has] = rows.exec(now) ?? [];
  return had !== undefined && (has ?? "").startsWith(`${had},`);
}
