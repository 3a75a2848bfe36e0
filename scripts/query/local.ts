import path from "node:path";
import { isUnreachable } from "../../shared/aws/errors.ts";
import { openQueries } from "../local/runtime/athena/open.ts";
import type { LocalQueries } from "../local/runtime/athena/types.ts";
import { localStack } from "../replay/stack.ts";
import { UserError } from "../user-error.ts";
import { openDeployedStack } from "./deployed.ts";
import { readRunFile } from "./run-file.ts";

/**
 * The queries of the stack that a local run left in its data folder, over what it archived. It need not be up; while it
 * is, its Athena is asked, as DuckDB lets one process at a time have a file open.
 */
export async function openLocal(data: string): Promise<LocalQueries> {
  const { json, buckets, region, accountId, variables, outputs } = readRunFile(data);
  try {
    return await openQueries({
      json: path.resolve(data, json),
      dataDir: path.resolve(data, buckets),
      region,
      accountId,
      variables,
    });
  } catch (error) {
    if (!String((error as Error).message).includes("Conflicting lock")) throw error;
    localStack(data);
    return await openDeployedStack(outputs, data).catch((refusal) => {
      throw refusalWhileHeld(data, refusal);
    });
  }
}

/** Where a command holds the files and the run, which could be asked instead, is not up: what to do; any other error as it is. */
export const refusalWhileHeld = (data: string, error: unknown): unknown =>
  isUnreachable(error)
    ? new UserError(
        `Another command reads ${data} at this moment, and its run is not up to be asked instead: ask again once that command has ended.`,
      )
    : error;
