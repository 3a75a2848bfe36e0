import { AthenaWorkgroup } from "@cdktf/provider-aws/lib/athena-workgroup/index.js";
import { GlueCatalogDatabase } from "@cdktf/provider-aws/lib/glue-catalog-database/index.js";
import { GlueDataCatalogEncryptionSettings } from "@cdktf/provider-aws/lib/glue-data-catalog-encryption-settings/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { curatedNames } from "./analytics/curated-names.ts";
import { EventsTable } from "./analytics/events-table.ts";
import { FailedEventsTable } from "./analytics/failed-events-table.ts";
import { PredictionsTable } from "./analytics/predictions-table.ts";
import { NamedQueries } from "./analytics/queries.ts";
import { declareViews } from "./analytics/view.ts";
import { EVENTS_PREFIX } from "./archive.ts";
import { Bucket } from "./bucket.ts";
import type { StackContext } from "./context.ts";
import { kept } from "./kept.ts";
import { allowStatement, type Statement } from "./policy.ts";

interface AnalyticsProps {
  archive: Bucket;
  failed: Bucket;
  failedPrefix: string;
}

/** What SQL over the archive and the failed events needs: catalogue, workgroup, named queries. */
export class Analytics extends Construct {
  readonly events: EventsTable;
  readonly databaseName: string;
  readonly workgroup: string;
  readonly results: Bucket;
  private readonly context: StackContext;

  constructor(scope: Construct, id: string, context: StackContext, props: AnalyticsProps) {
    super(scope, id);
    this.context = context;
    this.results = new Bucket(this, "results", context, "query-results", { expireAfterDays: 30 });
    // Names in Athena carry no dashes, or every query has to quote them.
    const catalogName = context.name.replaceAll("-", "_");
    const database = new GlueCatalogDatabase(this, "database", {
      name: catalogName,
      // The curated tables are in it: without it nobody finds their files any more.
      lifecycle: kept(context.environment),
    });
    this.databaseName = database.name;
    this.events = new EventsTable(this, "events", context, {
      databaseName: database.name,
      catalogName,
      bucket: props.archive,
      prefix: EVENTS_PREFIX,
    });
    new FailedEventsTable(this, "failed-events", context, {
      databaseName: database.name,
      bucket: props.failed,
      prefix: props.failedPrefix,
    });
    new PredictionsTable(this, "predictions", context, {
      databaseName: database.name,
      bucket: props.archive,
    });
    const workgroup = new AthenaWorkgroup(this, "workgroup", {
      name: context.name,
      forceDestroy: !context.environment.retainData,
      configuration: {
        enforceWorkgroupConfiguration: true,
        publishCloudwatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: context.environment.archive.scanLimitBytes,
        engineVersion: { selectedEngineVersion: "Athena engine version 3" },
        resultConfiguration: {
          outputLocation: `s3://${this.results.name}/`,
          encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: context.key.arn },
        },
      },
    });
    this.workgroup = workgroup.name;
    if (context.environment.catalogEncryption) encryptedCatalog(this, context);
    new NamedQueries(this, "queries", {
      databaseName: database.name,
      workgroup: workgroup.name,
      events: this.events,
    });
  }

  /** @param curated what makes the curated table, which the views read */
  declareViews(curated: ITerraformDependable): void {
    declareViews(this, this.events, curated);
  }

  /** What a role needs to run statements that read and write the archive's tables. */
  runStatements(): Statement[] {
    const { region, account, partition, name } = this.context;
    const glue = `arn:${partition.id}:glue:${region}:${account}`;
    return [
      allowStatement(
        ["athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults"],
        [`arn:${partition.id}:athena:${region}:${account}:workgroup/${name}`],
      ),
      allowStatement(
        ["glue:GetDatabase", "glue:GetTable", "glue:CreateTable", "glue:UpdateTable", "glue:DeleteTable"],
        [
          `${glue}:catalog`,
          `${glue}:database/${this.databaseName}`,
          ...[this.events.name, ...curatedNames].map(
            (table) => `${glue}:table/${this.databaseName}/${table}`,
          ),
        ],
      ),
      allowStatement(["s3:GetBucketLocation", "s3:ListBucket"], [this.results.arn]),
      ...this.results.read(),
      ...this.results.write(),
    ];
  }
}

/** Of the whole account and region: there is one catalogue. */
function encryptedCatalog(scope: Construct, { key }: StackContext): void {
  new GlueDataCatalogEncryptionSettings(scope, "catalog-encryption", {
    dataCatalogEncryptionSettings: {
      encryptionAtRest: { catalogEncryptionMode: "SSE-KMS", sseAwsKmsKeyId: key.arn },
      connectionPasswordEncryption: { returnConnectionPasswordEncrypted: true, awsKmsKeyId: key.arn },
    },
  });
}
