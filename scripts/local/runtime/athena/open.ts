import path from "node:path";
import type { LocalAws } from "../../aws/contract.ts";
import { apply } from "../interpret/apply.ts";
import type { ComponentContext } from "../interpret/component.ts";
import { readDocument } from "../interpret/document.ts";
import { emptyPlan, type Plan } from "../interpret/plan.ts";
import { startQueries } from "./queries.ts";
import { tablesFile } from "./tables-file.ts";
import type { LocalQueries } from "./types.ts";

export interface QuerySource {
  /** Path of the synthesised `cdk.tf.json`. */
  json: string;
  /** Folder of the buckets, as the runtime that wrote them had it. */
  dataDir: string;
  /** As of that runtime; both are part of bucket names. */
  region: string;
  accountId: string;
  variables?: Record<string, unknown>;
}

const CATALOGUE = [
  "aws_glue_catalog_database",
  "aws_glue_catalog_table",
  "aws_athena_named_query",
  "aws_athena_workgroup",
];

/** The stack's queries over a data folder, without a running stack. */
export function openQueries({
  json,
  dataDir,
  region,
  accountId,
  variables = {},
}: QuerySource): Promise<LocalQueries> {
  const { blocks, ...document } = readDocument(json);
  // What a deployment does before a view is done, or is not needed to read what there is.
  const alone = blocks.map(({ body: { depends_on: _, ...body }, ...block }) => ({ ...block, body }));
  const plan: Plan = emptyPlan();
  // What the catalogue refers to (buckets, and the key and identity behind them) needs no emulator.
  const aws = { s3: { createBucket() {} } } as unknown as LocalAws;
  const context: ComponentContext = {
    aws,
    region,
    accountId,
    plan,
    assetsDir: "",
    workDir: "",
    secrets: {},
    redis: { host: "", port: 0 },
  };
  apply({ ...document, blocks: alone, outputs: new Map() }, variables, context, (block) =>
    CATALOGUE.includes(block.type),
  );
  const folder = path.resolve(dataDir);
  return startQueries(plan, (bucket) => path.join(folder, bucket), {
    file: tablesFile(folder),
    reads: true,
  });
}
