import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { asDeclared } from "./declared.ts";
import { inPeriod } from "./period.ts";

const directory = import.meta.dirname;

/** The named queries, a file each, as the stack declares them. */
export function namedQueryFiles(): { name: string; sql: string }[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((file) => path.basename(file, ".sql"))
    .map((name) => ({
      name,
      sql: asDeclared(inPeriod(readFileSync(path.join(directory, `${name}.sql`), "utf8"))),
    }));
}

/** What a query or a view returns, in a sentence that Athena shows. */
export const firstComment = (sql: string): string | undefined =>
  /^--\s*(.+)$/m.exec(sql)?.[1]?.slice(0, 1024);
