import { writeFile } from "node:fs/promises";
import { UserError } from "../../user-error.ts";

/** Writes a run's report as JSON. Throws a `UserError` when the file cannot be written. */
export async function writeReport(path: string, report: object): Promise<void> {
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`).catch(({ code }: NodeJS.ErrnoException) => {
    const why = code === "ENOSPC" ? "its disk is full" : code;
    throw new UserError(`The report cannot be written to ${path} (${why}): name another file with --report.`);
  });
}
