import { LambdaInvocation } from "@cdktf/provider-aws/lib/lambda-invocation/index.js";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { CURATED_PREFIX } from "../../shared/curated/iceberg.ts";
import { clockMinutes } from "../../shared/observability/cadence.ts";
import { ROLLUPS_VERSION } from "../../shared/rollups/statements.ts";
import type { Analytics } from "../analytics.ts";
import { EVENTS_PREFIX } from "../archive.ts";
import type { Bucket } from "../bucket.ts";
import type { StackContext } from "../context.ts";
import { columnSteps } from "../custom-steps.ts";
import { allowStatement } from "../policy.ts";
import type { Cursors } from "../predictions.ts";
import { Lambda } from "./lambda.ts";
import { FunctionSchedule } from "./schedule.ts";

interface CurateProps {
  archive: Bucket;
  analytics: Analytics;
  cursors: Cursors;
}

export interface Curator {
  lambda: Lambda<"curate">;
  /** The curated table with every column of the archive: made or changed during the deployment, as the views read it. */
  prepared: ITerraformDependable;
}

/** Closed hours of the archive → curated table, every hour, by statements of Athena. */
export function curateFunction(
  scope: Construct,
  context: StackContext,
  { archive, analytics, cursors }: CurateProps,
): Curator {
  const lambda = new Lambda(scope, "curate", context, {
    description: "Merges closed hours into the curated table",
    settings: {
      ARCHIVE_BUCKET: archive.name,
      ARCHIVE_PREFIX: EVENTS_PREFIX,
      CUSTOM_COLUMNS: columnSteps(context.environment).join(","),
      DATABASE: analytics.databaseName,
      WORKGROUP: analytics.workgroup,
      CURSOR_TABLE: cursors.tableName,
      KEEP_DAYS: String(context.environment.archive.expireAfterDays),
    },
    may: [
      ...analytics.runStatements(),
      cursors.readAndMove(),
      allowStatement(["s3:GetBucketLocation"], [archive.arn]),
      archive.list(),
      ...archive.read(EVENTS_PREFIX),
      ...archive.read(CURATED_PREFIX),
      ...archive.write(CURATED_PREFIX),
      // Without it VACUUM succeeds and removes nothing.
      allowStatement(["s3:DeleteObject"], [`${archive.arn}/${CURATED_PREFIX}*`]),
    ],
    after: [analytics.events.resource],
  });
  new FunctionSchedule(lambda, {
    everyMinutes: clockMinutes.curate,
    enabled: context.environment.schedules.curate,
    after: [],
  });
  const prepared = new LambdaInvocation(lambda, "prepare", {
    functionName: lambda.functionName,
    input: JSON.stringify({ prepare: true }),
    // Terraform cannot make an Iceberg table with partitions, nor change its columns.
    triggers: {
      columns: analytics.events.columns.map(({ name, type }) => `${name} ${type}`).join(", "),
      rollups: String(ROLLUPS_VERSION),
    },
    dependsOn: [...lambda.ready],
  });
  return { lambda, prepared };
}
