import { type PolicyDocument, policyDocument, statement } from "./deploy-policy.ts";
import { type DeployedPlace, partitionOfRegion, places } from "./places.ts";

/**
 * What whoever runs the doctor on a deployed stack needs, and nothing else. Its queries read files of the archive and of
 * failed events, so it is no part of what the deploying role may do.
 */
export function doctorPolicy(place: DeployedPlace): PolicyDocument {
  const { stack, account, region } = place;
  const partition = partitionOfRegion(region);
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const bucket = (purpose: string) => `arn:${partition}:s3:::${stack}-${purpose}-${account}-${region}`;
  const read = [bucket("archive"), bucket("failed-events")];
  const results = bucket("query-results");
  const { catalogue, workgroups, accountKeys } = places(place);
  return policyDocument([
    statement("send", ["kinesis:PutRecords"], [arn("kinesis", `stream/${stack}-raw`)]),
    statement(
      "follow",
      ["kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"],
      [arn("kinesis", `stream/${stack}-enriched`)],
    ),
    statement("prediction", ["dynamodb:Query"], [arn("dynamodb", `table/${stack}-predictions`)]),
    statement(
      "queries",
      ["athena:GetQueryExecution", "athena:GetQueryResults", "athena:StartQueryExecution"],
      workgroups,
    ),
    statement("tables", ["glue:GetDatabase", "glue:GetTable"], catalogue),
    statement("buckets", ["s3:GetBucketLocation", "s3:ListBucket"], [...read, results]),
    statement(
      "rows",
      ["s3:GetObject"],
      [...read, results].map((each) => `${each}/*`),
    ),
    statement("results", ["s3:PutObject"], [`${results}/*`]),
    statement(
      "letters",
      ["sqs:GetQueueAttributes", "sqs:GetQueueUrl"],
      ["failed", "failed-dead-letters"].map((name) => arn("sqs", `${stack}-${name}`)),
    ),
    statement(
      "delivery",
      ["firehose:DescribeDeliveryStream"],
      [arn("firehose", `deliverystream/${stack}-archive`)],
    ),
    statement(
      "complaints",
      ["logs:FilterLogEvents"],
      [`lambda/${stack}-*`, `kinesisfirehose/${stack}-archive`].map((group) =>
        arn("logs", `log-group:/aws/${group}`),
      ),
    ),
    {
      ...statement("key", ["kms:Decrypt", "kms:GenerateDataKey"], accountKeys),
      // Nobody knows the id of the stack's key before it is there.
      Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": `alias/${stack}` } },
    },
  ]);
}
