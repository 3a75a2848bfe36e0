import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runQuery } from "../../shared/aws/athena.ts";
import { newAthenaClient, newS3Client } from "../../shared/aws/clients.ts";
import { objectRemover } from "../../shared/aws/remove-objects.ts";
import { objectStore } from "../../shared/aws/s3.ts";
import { readOutputs } from "../outputs.ts";
import { UserError } from "../user-error.ts";
import { eventColumns } from "./events.ts";
import { namedDays, type Period } from "./period.ts";

/** Under it lie unloaded events in the bucket of query results, until they are fetched. */
const PREFIX = "features/";

/** The statement that unloads the events of some days, once each, for a training set. */
const unloadStatement = (period: Period, to: string): string =>
  `UNLOAD (
  SELECT ${eventColumns.join(", ")}
  FROM events_unique
  WHERE dt BETWEEN '${namedDays(period).since}' AND '${namedDays(period).until}'
) TO '${to}' WITH (format = 'PARQUET', compression = 'SNAPPY')`;

/** Has Athena unload the events of a deployed stack, fetches the files into `folder` and removes them there. */
export async function unloadArchive(
  outputsFile: string,
  period: Period,
  folder: string,
  say: (line: string) => void,
): Promise<string[]> {
  const stack = readOutputs(outputsFile, ["workgroup", "database", "results_bucket"]);
  const prefix = `${PREFIX}${randomUUID()}/`;
  const s3 = newS3Client();
  const athena = newAthenaClient();
  const store = objectStore(s3, stack.results_bucket);
  const written: string[] = [];
  try {
    const { since, until } = namedDays(period);
    say(`Athena unloads ${since} to ${until} …`);
    const sql = unloadStatement(period, `s3://${stack.results_bucket}/${prefix}`);
    const { seconds } = await runQuery(athena, sql, stack, sleep);
    for await (const { key } of store.list(prefix)) written.push(key);
    if (written.length === 0) throw new UserError("The archive has no events of these days.");
    say(`Unloaded in ${seconds.toFixed(1)} s; fetching ${written.length} files …`);
    const files: string[] = [];
    for (const [at, key] of written.entries()) {
      const file = path.join(folder, `${at}.parquet`);
      await writeFile(file, await store.get(key));
      files.push(file);
    }
    return files;
  } finally {
    // Events of people: no copy stays behind.
    await objectRemover(s3, stack.results_bucket).remove(written);
    athena.destroy();
    s3.destroy();
  }
}
