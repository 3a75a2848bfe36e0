import { parseArgs } from "node:util";
import { explained } from "./explained.ts";
import type { Unseen } from "./local/runtime/athena/types.ts";
import { botsLeftOut } from "./query/bots.ts";
import { openDeployed } from "./query/deployed.ts";
import { format, type OutputFormat, outputFormats } from "./query/format.ts";
import { openLocal } from "./query/local.ts";
import { printable, printError } from "./terminal.ts";
import { main, UsageError, UserError } from "./user-error.ts";

const usage = `Runs the stack's named queries, and any SQL: on the data of a local run, or by Athena on a deployed stack.

  npm run query -- NAME [options]
  npm run query -- --sql SQL [options]
  npm run query -- --list

  --list           print every named query and view with what it returns
  --sql SQL        SQL over the tables events and failed_events and the views events_unique (one row an event),
                   persons (whose a device is), events_by_person (with visitor and session_device) and purchases
                   (one row an order)
  --format FORMAT  table, csv or json (table). Only json has every text exactly as it is: a table shows "�" for
                   characters that command a terminal or turn text around, and csv puts an apostrophe before a text
                   that a spreadsheet would take for a formula (it begins with = + - @, a tab or a line end)
  --data DIR       folder of the local run (.data); it need not be up
  --outputs FILE   outputs of a deployed stack, instead of the local run
  --help           print this
`;

function options() {
  const declared = {
    sql: { type: "string" },
    list: { type: "boolean", default: false },
    format: { type: "string", default: "table" },
    data: { type: "string", default: ".data" },
    outputs: { type: "string" },
    help: { type: "boolean", default: false },
  } as const;
  try {
    return parseArgs({ options: declared, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${usage}`);
  }
}

function formatNamed(name: string): OutputFormat {
  const known = outputFormats.find((each) => each === name);
  if (!known) throw new UsageError(`--format ${name}: expected ${outputFormats.join(", ")}.`);
  return known;
}

/** Folders that are listed by name at most. */
const MAX_NAMED = 5;

function warnOf(unseen: readonly Unseen[]): void {
  if (unseen.length === 0) return;
  const files = unseen.reduce((sum, each) => sum + each.files, 0);
  printError(`\nQueries do not see ${files} ${files === 1 ? "file" : "files"}:\n`);
  for (const { table, path, why } of unseen.slice(0, MAX_NAMED))
    printError(`  of ${table} under ${path}: ${why}\n`);
  if (unseen.length > MAX_NAMED) printError(`  and under ${unseen.length - MAX_NAMED} folders more\n`);
}

await main(async () => {
  const { values, positionals } = options();
  if (values.help) return void process.stdout.write(usage);
  const as = formatNamed(values.format);
  const asked = [...positionals, ...(values.sql === undefined ? [] : [values.sql])];
  if (!values.list && asked.length !== 1)
    throw new UsageError(`Name one query, or give one --sql, or ask for the --list.\n\n${usage}`);

  const queries = await (values.outputs === undefined
    ? openLocal(values.data)
    : openDeployed(values.outputs).catch(explained));
  try {
    if (values.list) {
      const declared = queries.list();
      const width = Math.max(...declared.map(({ name }) => name.length));
      for (const { name, description } of declared)
        process.stdout.write(`${name.padEnd(width)}  ${description}\n`);
      return;
    }
    const result = await queries.run(asked[0]!).catch((error: Error) => {
      throw new UserError(error.message);
    });
    const text = format(result, as);
    // A file or another program gets the bytes of the texts; whoever looks at them does not.
    process.stdout.write(process.stdout.isTTY ? printable(text) : text);
    const leftOut = await botsLeftOut(queries, asked[0]!);
    if (leftOut !== undefined) printError(`\n${leftOut}\n`);
    warnOf(queries.unseen?.() ?? []);
  } finally {
    queries.close();
  }
});
