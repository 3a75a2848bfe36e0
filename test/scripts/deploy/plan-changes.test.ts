import { expect, test } from "@jest/globals";
import { planChanges } from "../../../scripts/deploy/plan-changes.ts";

const change = (type: string, actions: string[], before: object | null = { name: "a" }) => ({
  address: `${type}.one`,
  type,
  change: { actions, before },
});

test.each<[string, ReturnType<typeof change>[], object]>([
  ["nothing", [], { created: 0, changed: 0, destroyed: 0, losses: [] }],
  [
    "something new, and a change in its place",
    [change("aws_kinesis_stream", ["create"], null), change("aws_lambda_function", ["update"])],
    { created: 1, changed: 1, destroyed: 0, losses: [] },
  ],
  [
    "a Firehose that is replaced",
    [change("aws_kinesis_firehose_delivery_stream", ["delete", "create"])],
    {
      created: 1,
      changed: 0,
      destroyed: 1,
      losses: [
        "aws_kinesis_firehose_delivery_stream a is replaced: the new one starts at the latest record, so what arrives until then is never archived.",
      ],
    },
  ],
  [
    "a bucket that is destroyed",
    [change("aws_s3_bucket", ["delete"], { bucket: "b" })],
    { created: 0, changed: 0, destroyed: 1, losses: ["aws_s3_bucket b is destroyed: its objects are lost."] },
  ],
  [
    "what holds nothing",
    [change("aws_cloudwatch_metric_alarm", ["create", "delete"])],
    { created: 1, changed: 0, destroyed: 1, losses: [] },
  ],
])("a plan of %s", (_what, changes, verdict) => {
  expect(planChanges({ resource_changes: changes })).toEqual(verdict);
});
