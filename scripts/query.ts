import { parametersIn } from "../shared/queries/declared.ts";
import { explained } from "./explained.ts";
import type { LocalQueries, Unseen } from "./local/runtime/athena/types.ts";
import { botsLeftOut } from "./query/bots.ts";
import { columnsOf, columnTable } from "./query/columns.ts";
import { openDeployed } from "./query/deployed.ts";
import { format, summary } from "./query/format.ts";
import { listed, listing } from "./query/listing.ts";
import { openLocal } from "./query/local.ts";
import { limitReached, unknownSteps, whyNothing } from "./query/nothing-found.ts";
import { type QueryOptions, queryOptions, usage } from "./query/options.ts";
import { writeResult } from "./query/out-file.ts";
import { queryProgress } from "./query/progress.ts";
import { readIfRunFile } from "./query/run-file.ts";
import { shippedQueries } from "./query/shipped.ts";
import { printable, printError, printResult, speaksJson } from "./terminal.ts";
import { main, UserError } from "./user-error.ts";

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

/** Says that nothing in the usual period is not nothing at all. */
function warnOfPeriod(queries: LocalQueries, { asked, values }: QueryOptions): void {
  const sql = queries.list().find(({ name }) => name === asked)?.sql ?? "";
  const isUsual = values.since === undefined && values.until === undefined;
  if (isUsual && parametersIn(sql).some(({ name }) => name === "since"))
    printError("Of the last 30 days: --since and --until name others.\n");
}

async function run(queries: LocalQueries, options: QueryOptions): Promise<void> {
  const { asked, values, limit, out } = options;
  const terms = { values, ...(limit !== undefined && { limit }) };
  const result = await queries.run(asked, terms).catch((error: Error) => {
    throw new UserError(error.message);
  });
  if (out !== undefined) {
    await writeResult(result, out);
    printError(`${out}: ${summary(result)}\n`);
    if (speaksJson()) printResult({ out, rows: result.rows.length, columns: result.columns }, "");
  } else {
    const text = format(result, options.format);
    // A file or another program gets the bytes of the texts; whoever looks at them does not.
    process.stdout.write(process.stdout.isTTY ? printable(text) : text);
    if (options.format !== "table" && result.cut) printError(`${summary(result)}\n`);
  }
  for (const sentence of [
    limitReached(queries, asked, result),
    (await whyNothing(queries, asked, values, result)) ?? unknownSteps(asked, values, result),
    await botsLeftOut(queries, asked, values),
  ])
    if (sentence !== undefined) printError(`\n${sentence}\n`);
  warnOfPeriod(queries, options);
  warnOf(queries.unseen?.() ?? []);
}

await main(async () => {
  const options = queryOptions(process.argv.slice(2));
  if (options.help) return void process.stdout.write(usage);
  if (options.columns !== undefined) {
    const columns = columnsOf(options.columns);
    return printResult(columns, columnTable(columns));
  }
  // A run or a stack may be of another release, or have steps of one's own: its list is the better one.
  if (options.list && options.outputs === undefined && readIfRunFile(options.data) === undefined)
    return printResult(listed(shippedQueries()), listing(shippedQueries()));
  const queries = await (options.outputs === undefined
    ? openLocal(options.data)
    : openDeployed(options.outputs, queryProgress()).catch(explained));
  try {
    if (options.list) printResult(listed(queries.list()), listing(queries.list()));
    else await run(queries, options);
  } finally {
    await queries.close();
  }
});
