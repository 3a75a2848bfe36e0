import { queryParameters } from "../../shared/queries/parameters.ts";
import { rollups } from "../../shared/rollups/rollups.ts";
import { commandLine } from "../command-line.ts";
import { missingArgument, UsageError } from "../user-error.ts";
import { type OutputFormat, outputFormats } from "./format.ts";
import { outFormatOf } from "./out-file.ts";

const parameters = Object.entries(queryParameters);
const rolledUp = rollups.map(({ name }) => name);

export const usage = `Runs the stack's named queries, and any SQL: on the data of a local run, or by Athena on a deployed stack.

  npm run query -- NAME [--since DAY] [--until DAY] [--source NAME] [options]
  npm run query -- --sql SQL [options]
  npm run query -- --list
  npm run query -- --columns VIEW

  --list           print every named query and view with what it returns, and each query's parameters with their defaults
  --columns VIEW   print the columns of a view or a table with their types and what they hold
  --sql SQL        SQL over the tables events and failed_events and the views events_unique (one row an event),
                   persons (whose a device is), events_by_person (with visitor and session_device) and purchases
                   (one row an order), and the rollups ${rolledUp.slice(0, 3).join(", ")},
                   ${rolledUp.slice(3).join(", ")}; a condition on dt spares it the files of other days
${parameters.map(([name, { meaning }]) => `  ${`--${name}`.padEnd(15)}  ${meaning}\n`).join("")}  --limit N        rows at most (1000 in a table, else all that the query gives)
  --out FILE       write the rows to a .csv, .json or .parquet file instead
  --format FORMAT  table, csv or json (table). Only json has every text exactly as it is: a table shows "�" for
                   characters that command a terminal or turn text around, and csv puts an apostrophe before a text
                   that a spreadsheet would take for a formula (it begins with = + - @, a tab or a line end)
  --json           as --format json; with --list and --columns the list, and with --out what was written
  --data DIR       folder of the local run (.data); it need not be up
  --outputs FILE   outputs of a deployed stack, instead of the local run
  --help           print this

A query has the last 30 days unless it is told a period. What lies at the period's ends counts with the part in it: a
session with its events of those days, a login only if it is one of them.
`;

export interface QueryOptions {
  help: boolean;
  list: boolean;
  /** View or table whose columns are asked for. */
  columns?: string;
  /** Name or SQL; empty with `list` and `columns`. */
  asked: string;
  values: Record<string, string>;
  limit?: number;
  out?: string;
  format: OutputFormat;
  data: string;
  outputs?: string;
}

/** Rows of a table unless it is told how many: more nobody reads in a terminal. */
const TABLE_ROWS = 1000;

/** Throws a `UsageError` for a wrong command line. */
export function queryOptions(args: readonly string[]): QueryOptions {
  const { values, positionals } = parsed(args);
  const asked = [...positionals, ...(values.sql === undefined ? [] : [values.sql])];
  if (!values.help && !values.list && values.columns === undefined && asked.length !== 1)
    throw missingArgument(
      "Name one query, or give one --sql, or ask for the --list or the --columns of a view.",
      usage,
    );
  if (values.out !== undefined) outFormatOf(values.out);
  const format = values.json ? "json" : formatNamed(values.format);
  const limit =
    limitOf(values.limit) ?? (format === "table" && values.out === undefined ? TABLE_ROWS : undefined);
  const given = parameters.flatMap(([name]) => {
    const value = (values as Record<string, unknown>)[name];
    return typeof value === "string" ? [[name, value]] : [];
  });
  return {
    help: values.help,
    list: values.list,
    asked: asked[0] ?? "",
    values: Object.fromEntries(given),
    format,
    data: values.data,
    ...(limit !== undefined && { limit }),
    ...(values.columns !== undefined && { columns: values.columns }),
    ...(values.out !== undefined && { out: values.out }),
    ...(values.outputs !== undefined && { outputs: values.outputs }),
  };
}

function parsed(args: readonly string[]) {
  const declared = {
    sql: { type: "string" },
    list: { type: "boolean", default: false },
    columns: { type: "string" },
    limit: { type: "string" },
    out: { type: "string" },
    format: { type: "string", default: "table" },
    data: { type: "string", default: ".data" },
    outputs: { type: "string" },
    help: { type: "boolean", default: false },
  } as const;
  const ofQueries = Object.fromEntries(parameters.map(([name]) => [name, { type: "string" } as const]));
  return commandLine(
    { args: [...args], options: { ...ofQueries, ...declared }, allowPositionals: true },
    usage,
  );
}

function formatNamed(name: string): OutputFormat {
  const known = outputFormats.find((each) => each === name);
  if (!known) throw new UsageError(`--format ${name}: expected ${outputFormats.join(", ")}.`);
  return known;
}

function limitOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1)
    throw new UsageError(`--limit ${text}: expected a number of rows, 1 or more.`);
  return limit;
}
