import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { CloudwatchLogStream } from "@cdktf/provider-aws/lib/cloudwatch-log-stream/index.js";
import { KinesisFirehoseDeliveryStream } from "@cdktf/provider-aws/lib/kinesis-firehose-delivery-stream/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { eventPartitions } from "../shared/columns/glue.ts";
import { ERRORS_PREFIX } from "../shared/failure/prefixes.ts";
import type { EventsTable } from "./analytics/events-table.ts";
import type { Bucket } from "./bucket.ts";
import type { StackContext } from "./context.ts";
import type { Lambda } from "./functions/lambda.ts";
import { kept } from "./kept.ts";
import { allowStatement, ServiceRole, type Statement } from "./policy.ts";
import type { EventStream } from "./streams.ts";

/** Of the table's partitions, and below them the folder of the source. */
const partitions = [...eventPartitions.map(({ name }) => name), "source"]
  .map((name) => `${name}=!{partitionKeyFromLambda:${name}}/`)
  .join("");

export const EVENTS_PREFIX = "events/";

interface ArchiveProps {
  source: EventStream;
  bucket: Bucket;
  table: EventsTable;
  transform: Lambda<"archive">;
}

/** Enriched events to Parquet: Firehose transforms by a function, partitions by event time and converts by the table. */
export class Archive extends Construct {
  readonly deliveryStreamName: string;
  /** A Kinesis source starts at the latest record: whatever produces waits for this. */
  readonly delivery: ITerraformDependable;

  constructor(scope: Construct, id: string, context: StackContext, props: ArchiveProps) {
    super(scope, id);
    const name = `${context.name}-archive`;
    const logs = new CloudwatchLogGroup(this, "logs", {
      name: `/aws/kinesisfirehose/${name}`,
      retentionInDays: context.environment.logs.days,
      kmsKeyId: context.key.arn,
      skipDestroy: context.environment.retainData,
    });
    const logStream = new CloudwatchLogStream(this, "log-stream", {
      name: "delivery",
      logGroupName: logs.name,
    });
    const role = new ServiceRole(this, "role", {
      name: `${name}-delivery`,
      service: "firehose.amazonaws.com",
      account: context.account,
      statements: [...this.may(context, props), allowStatement(["logs:PutLogEvents"], [`${logs.arn}:*`])],
    });
    const { bufferMib, bufferSeconds } = context.environment.archive;
    const delivery = new KinesisFirehoseDeliveryStream(this, "delivery", {
      name,
      destination: "extended_s3",
      kinesisSourceConfiguration: { kinesisStreamArn: props.source.arn, roleArn: role.arn },
      extendedS3Configuration: {
        roleArn: role.arn,
        bucketArn: props.bucket.arn,
        prefix: `${EVENTS_PREFIX}${partitions}`,
        errorOutputPrefix: `${ERRORS_PREFIX}!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/`,
        bufferingSize: bufferMib,
        bufferingInterval: bufferSeconds,
        // Parquet compresses itself.
        compressionFormat: "UNCOMPRESSED",
        kmsKeyArn: context.key.arn,
        cloudwatchLoggingOptions: { enabled: true, logGroupName: logs.name, logStreamName: logStream.name },
        dynamicPartitioningConfiguration: { enabled: true, retryDuration: 300 },
        processingConfiguration: {
          enabled: true,
          processors: [transform(props.transform, context.environment.enrichedCompression)],
        },
        dataFormatConversionConfiguration: {
          enabled: true,
          inputFormatConfiguration: { deserializer: { openXJsonSerDe: {} } },
          outputFormatConfiguration: { serializer: { parquetSerDe: { compression: "SNAPPY" } } },
          schemaConfiguration: {
            roleArn: role.arn,
            databaseName: props.table.databaseName,
            tableName: props.table.name,
            region: context.region,
          },
        },
      },
      dependsOn: [role.policy],
      // Another one would start at the latest record, and the archive would have a hole.
      lifecycle: kept(context.environment),
    });
    this.deliveryStreamName = delivery.name;
    this.delivery = delivery;
  }

  private may(
    { key, account, region, partition }: StackContext,
    { source, bucket, table, transform }: ArchiveProps,
  ): Statement[] {
    const glue = `arn:${partition.id}:glue:${region}:${account}`;
    return [
      ...source.read(),
      allowStatement(
        ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
        [bucket.arn],
      ),
      allowStatement(["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"], [`${bucket.arn}/*`]),
      key.write(),
      allowStatement(["lambda:InvokeFunction", "lambda:GetFunctionConfiguration"], [latest(transform)]),
      allowStatement(
        ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"],
        [
          `${glue}:catalog`,
          `${glue}:database/${table.databaseName}`,
          `${glue}:table/${table.databaseName}/${table.name}`,
        ],
      ),
    ];
  }
}

/** The transform as Firehose calls it, and as its guide has the role name it: with its version. */
const latest = ({ arn }: Lambda<"archive">): string => `${arn}:$LATEST`;

/**
 * MiB that one invocation of the transform is given. Its response has the lines as they are, in base64 and with partition
 * keys, and Lambda's limit of it is 6 MB: of lines that are 2 MiB, of packs that inflate to nine times themselves 0.3.
 * Firehose takes 0.2 to 3 ("Transform source data", Amazon Data Firehose guide). What inflates to more than the response
 * holds is written by the transform itself.
 */
const BUFFER_MIB = { none: "2", gzip: "0.3", zstd: "0.3" } as const;

/** Parameters equal to Firehose's defaults (1 MiB, 60 s) would show as a change in every plan. */
function transform(lambda: Lambda<"archive">, compression: keyof typeof BUFFER_MIB) {
  const parameters = {
    LambdaArn: latest(lambda),
    BufferSizeInMBs: BUFFER_MIB[compression],
    BufferIntervalInSeconds: "30",
  };
  return {
    type: "Lambda",
    parameters: Object.entries(parameters).map(([parameterName, parameterValue]) => ({
      parameterName,
      parameterValue,
    })),
  };
}
