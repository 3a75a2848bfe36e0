import { expect, test } from "@jest/globals";
import type { PlanValues, ResourceChange } from "../../../scripts/deploy/plan-json.ts";
import { planSummary } from "../../../scripts/deploy/plan-summary.ts";

const change = (
  type: string,
  name: string,
  actions: string[],
  before: PlanValues | null = { name },
  after: PlanValues | null = { name },
): ResourceChange => ({ address: `${type}.${name}`, type, change: { actions, before, after } });

const functions = ["archive", "curate", "enrich", "predict"].map((name) =>
  change("aws_lambda_function", name, ["update"], { function_name: name }),
);

test("a plan is said by what it does to how many of which type, with names to know them by", () => {
  const plan = [
    ...functions,
    change("aws_s3_bucket", "logs", ["delete"], { bucket: "access-logs" }, null),
    change("aws_cloudwatch_metric_alarm", "late", ["create"], null, { alarm_name: "stack-late" }),
    change("aws_lambda_event_source_mapping", "one", ["delete", "create"], {}, {}),
    change("aws_sqs_queue", "same", ["no-op"]),
    change("aws_region", "current", ["read"]),
  ];
  expect(planSummary({ resource_changes: plan })).toEqual([
    "In short, this plan",
    "  makes      1 aws_cloudwatch_metric_alarm  stack-late",
    "  changes    4 aws_lambda_function  archive, curate, enrich and 1 more",
    "  replaces   1 aws_lambda_event_source_mapping  one",
    "  destroys   1 aws_s3_bucket  access-logs",
  ]);
});

test("nothing is said of a plan that does nothing", () => {
  expect(planSummary({ resource_changes: [change("aws_sqs_queue", "same", ["no-op"])] })).toEqual([]);
  expect(planSummary({})).toEqual([]);
});

test("what somebody changed by hand is said as far as it is put back, without its values", () => {
  const lambda = (memory_size: number, token = "a") => ({ function_name: "failed", memory_size, token });
  const plan = {
    resource_changes: [
      change("aws_lambda_function", "failed", ["update"], lambda(3008, "b"), lambda(512, "b")),
      change("aws_cloudwatch_metric_alarm", "late", ["create"], null),
      change("aws_s3_bucket", "one", ["no-op"]),
    ],
    resource_drift: [
      change("aws_lambda_function", "failed", ["update"], lambda(512), lambda(3008, "b")),
      change("aws_cloudwatch_metric_alarm", "late", ["delete"], { alarm_name: "stack-late" }, null),
      change("aws_s3_bucket", "one", ["update"], { bucket: "one", tags: {} }, { bucket: "one", tags: null }),
    ],
  };
  expect(planSummary(plan).slice(3)).toEqual([
    "Of it, what was changed outside of deployments, and is put back:",
    "  aws_lambda_function failed: memory_size",
    "  aws_cloudwatch_metric_alarm stack-late was deleted, and is made anew",
  ]);
});
