import path from "node:path";
import { openQueries } from "../local/runtime/athena/open.ts";
import type { LocalQueries } from "../local/runtime/athena/types.ts";
import { readRunFile } from "./run-file.ts";

/** The queries of the stack that a local run left in its data folder, over what it archived. It need not be up. */
export function openLocal(data: string): Promise<LocalQueries> {
  const { json, buckets, region, accountId, variables } = readRunFile(data);
  return openQueries({
    json: path.resolve(data, json),
    dataDir: path.resolve(data, buckets),
    region,
    accountId,
    variables,
  });
}
