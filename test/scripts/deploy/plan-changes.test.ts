import { describe, expect, test } from "@jest/globals";
import { environments } from "../../../infra/environments.ts";
import { planChanges as changesAt } from "../../../scripts/deploy/plan-changes.ts";
import type { PlanJson, ResourceChange } from "../../../scripts/deploy/plan-json.ts";
import { explored, synthesized } from "../../infra/synthesized.ts";

const NOW = Date.parse("2026-11-30T12:00:00Z");
const planChanges = (plan: PlanJson) => changesAt(plan, NOW);

type Values = ResourceChange["change"]["before"];

const change = (
  type: string,
  actions: string[],
  before: Values = { name: "a" },
  after: Values = null,
): ResourceChange => ({ address: `${type}.one`, type, change: { actions, before, after } });

const nothing = { created: 0, changed: 0, destroyed: 0, losses: [], refusals: [] };

test.each<[string, ReturnType<typeof change>[], object]>([
  ["nothing", [], nothing],
  [
    "something new, and a change in its place",
    [change("aws_kinesis_stream", ["create"], null), change("aws_lambda_function", ["update"])],
    { ...nothing, created: 1, changed: 1 },
  ],
  [
    "a Firehose that is replaced",
    [change("aws_kinesis_firehose_delivery_stream", ["delete", "create"])],
    {
      ...nothing,
      created: 1,
      destroyed: 1,
      losses: [
        "aws_kinesis_firehose_delivery_stream a is replaced: the new one starts at the latest record, so what arrives until then is never archived.",
      ],
    },
  ],
  [
    "a bucket that is destroyed",
    [change("aws_s3_bucket", ["delete"], { bucket: "b" })],
    { ...nothing, destroyed: 1, losses: ["aws_s3_bucket b is destroyed: its objects are lost."] },
  ],
  [
    "what holds nothing",
    [change("aws_cloudwatch_metric_alarm", ["create", "delete"])],
    { ...nothing, created: 1, destroyed: 1 },
  ],
])("a plan of %s", (_what, changes, verdict) => {
  expect(planChanges({ resource_changes: changes })).toEqual(verdict);
});

test("of everything that an environment keeps, it is known what is lost with it", () => {
  // Without their bucket they hold nothing, and with it they go.
  const ofBuckets = /^aws_s3_bucket_/;
  const kept = Object.entries(synthesized({ sinks: explored }, environments.prod).resource ?? {})
    .filter(([, bodies]) => JSON.stringify(bodies).includes('"prevent_destroy":true'))
    .map(([type]) => type)
    .filter((type) => !ofBuckets.test(type));
  expect(kept.length).toBeGreaterThan(8);
  for (const type of kept)
    expect(planChanges({ resource_changes: [change(type, ["delete"])] }).losses).toHaveLength(1);
});

describe("what is lost without being destroyed", () => {
  const variables = (given: Record<string, string>) => ({
    function_name: "stack-one",
    environment: [{ variables: given }],
  });
  const rules = (...given: [prefix: string, days: number][]) => ({
    bucket: "archive",
    rule: given.map(([prefix, days]) => ({
      status: "Enabled",
      filter: [{ prefix }],
      expiration: days === 0 ? [] : [{ days }],
    })),
  });
  const columns = (...names: string[]) => ({
    name: "events",
    table_type: "EXTERNAL_TABLE",
    storage_descriptor: [{ columns: names.map((name) => ({ name })) }],
  });
  const from = (day: string) => ({
    name: "events",
    parameters: { "projection.dt.range": `${day},NOW+1DAYS` },
  });

  test.each<[string, string, Values, Values, string | undefined]>([
    [
      "a shorter retention",
      "aws_kinesis_stream",
      { name: "raw", retention_period: 168 },
      { name: "raw", retention_period: 24 },
      "aws_kinesis_stream raw keeps records for 24 hours, so far 168: older ones are lost, read or not.",
    ],
    [
      "a longer one",
      "aws_kinesis_stream",
      { name: "raw", retention_period: 24 },
      { name: "raw", retention_period: 168 },
      undefined,
    ],
    [
      "lines that were kept for ever",
      "aws_cloudwatch_log_group",
      { name: "lines", retention_in_days: 0 },
      { name: "lines", retention_in_days: 30 },
      "aws_cloudwatch_log_group lines loses the lines that are older than 30 days.",
    ],
    [
      "fewer snapshots",
      "aws_elasticache_replication_group",
      { replication_group_id: "cache", snapshot_retention_limit: 7 },
      { replication_group_id: "cache", snapshot_retention_limit: 0 },
      "aws_elasticache_replication_group cache loses the snapshots that are older than 0 days.",
    ],
    [
      "no recovery of a table",
      "aws_dynamodb_table",
      { name: "table", point_in_time_recovery: [{ enabled: true }] },
      { name: "table", point_in_time_recovery: [{ enabled: false }] },
      "aws_dynamodb_table table cannot be put back to an earlier second any more.",
    ],
    [
      "files that end by a rule of their own, where all ended later",
      "aws_s3_bucket_lifecycle_configuration",
      rules(["", 90]),
      rules(["", 0], ["events/", 30]),
      "aws_s3_bucket_lifecycle_configuration archive deletes its objects below events/ after 30 days, so far after 90: older ones go within a day.",
    ],
    [
      "a first end of what was kept for ever",
      "aws_s3_bucket_lifecycle_configuration",
      rules(["", 0]),
      rules(["", 30]),
      "aws_s3_bucket_lifecycle_configuration archive deletes its objects after 30 days, so far never: older ones go within a day.",
    ],
    [
      "an end of a folder that is new",
      "aws_s3_bucket_lifecycle_configuration",
      rules(["events/", 30]),
      rules(["events/", 30], ["predictions/", 90]),
      undefined,
    ],
    [
      "the same end, said of a part",
      "aws_s3_bucket_lifecycle_configuration",
      rules(["", 30]),
      rules(["", 30], ["events/", 90]),
      undefined,
    ],
    [
      "fewer days of the curated table",
      "aws_lambda_function",
      variables({ KEEP_DAYS: "1095" }),
      variables({ KEEP_DAYS: "90" }),
      "aws_lambda_function stack-one deletes what came more than 90 days ago from the curated tables, so far 1095.",
    ],
    [
      "another number of lanes, of the function that keeps states",
      "aws_lambda_function",
      variables({ LANES: "64", REDIS_HOST: "cache" }),
      variables({ LANES: "256", REDIS_HOST: "cache" }),
      "aws_lambda_function stack-one has 256 lanes, so far 64: every session begins anew, and each device's count of them.",
    ],
    [
      "and of another one",
      "aws_lambda_function",
      variables({ LANES: "64" }),
      variables({ LANES: "256" }),
      undefined,
    ],
    [
      "a column",
      "aws_glue_catalog_table",
      columns("event_id", "product_brand"),
      columns("event_id"),
      "aws_glue_catalog_table events has no column product_brand any more: queries do not see its values, and events under way that have one fail at the archive, to be replayed once it is back (a step of one's own that is in force no more belongs to formerSteps).",
    ],
    [
      "a column of a view",
      "aws_glue_catalog_table",
      { ...columns("event_id", "old"), table_type: "VIRTUAL_VIEW" },
      { ...columns("event_id"), table_type: "VIRTUAL_VIEW" },
      undefined,
    ],
    [
      "days that queries saw",
      "aws_glue_catalog_table",
      from("1995-01-01"),
      from("2026-01-01"),
      "aws_glue_catalog_table events begins on 2026-01-01, so far on 1995-01-01: queries do not see what is older.",
    ],
    [
      "the clock of a function",
      "aws_cloudwatch_event_rule",
      { name: "stack-produce", state: "ENABLED" },
      { name: "stack-produce", state: "DISABLED" },
      "aws_cloudwatch_event_rule stack-produce is switched off: its function is not invoked by the clock any more.",
    ],
    [
      "what is only known afterwards",
      "aws_kinesis_stream",
      { name: "raw", retention_period: 168 },
      { name: "raw" },
      undefined,
    ],
  ])("%s", (_what, type, before, after, loss) => {
    const { losses } = planChanges({ resource_changes: [change(type, ["update"], before, after)] });
    expect(losses).toEqual(loss === undefined ? [] : [loss]);
  });
});

describe("a trigger", () => {
  const trigger = {
    function_name: "arn:aws:lambda:eu-west-1:123456789012:function:stack-predict",
    starting_position: "TRIM_HORIZON",
  };
  const later = {
    ...trigger,
    starting_position: "AT_TIMESTAMP",
    starting_position_timestamp: "2026-11-30T08:00:00Z",
  };

  test.each<[string, string[], Values, Values, RegExp | undefined]>([
    [
      "that is made anew reads everything again",
      ["delete", "create"],
      trigger,
      trigger,
      /^aws_lambda_event_source_mapping stack-predict is replaced: .* processed again before .*`from`/,
    ],
    ["or from an instant on", ["delete", "create"], trigger, later, /begins at 2026-11-30T08:00:00Z: what/],
    ["that goes leaves records unread", ["delete"], trigger, null, /is destroyed: records that it has not/],
    ["of a queue leaves its messages there", ["delete"], { function_name: "x" }, null, undefined],
  ])("%s", (_what, actions, before, after, loss) => {
    const { losses } = planChanges({
      resource_changes: [change("aws_lambda_event_source_mapping", actions, before, after)],
    });
    expect(losses).toEqual(loss === undefined ? [] : [expect.stringMatching(loss)]);
  });
});

describe("enrichment that scores no more", () => {
  const scoring = (was: string, is: string) =>
    change(
      "aws_lambda_function",
      ["update"],
      { function_name: "stack-enrich", environment: [{ variables: { SCORING: was } }] },
      { function_name: "stack-enrich", environment: [{ variables: { SCORING: is } }] },
    );
  const created = (name: string, beginning: object) =>
    change("aws_lambda_event_source_mapping", ["create"], null, {
      function_name: `arn:aws:lambda:eu-west-1:123456789012:function:stack-${name}`,
      ...beginning,
    });
  const oldest = { starting_position: "TRIM_HORIZON" };
  const at = (instant: string) => ({
    starting_position: "AT_TIMESTAMP",
    starting_position_timestamp: instant,
  });

  test.each<[string, ReturnType<typeof change>[], RegExp | undefined]>([
    [
      "leaves to predict all that the stream keeps",
      [scoring("inline", "stream"), created("predict", oldest)],
      /stack-predict is new, and begins at the oldest record .* scored once more, .*`triggers\.predict\.from`/,
    ],
    [
      "or what came since an instant",
      [scoring("inline", "stream"), created("predict", at("2026-11-30T11:00:00Z"))],
      /begins at 2026-11-30T11:00:00Z: .* written again\.$/,
    ],
    [
      "an interrupted deployment goes on, and what came since was scored by nobody",
      [created("predict", oldest)],
      undefined,
    ],
    [
      "a copy to explore begins with all that there is",
      [scoring("stream", "stream"), created("search", oldest)],
      undefined,
    ],
  ])("%s", (_what, changes, loss) => {
    expect(planChanges({ resource_changes: changes }).losses).toEqual(
      loss === undefined ? [] : [expect.stringMatching(loss)],
    );
  });

  test.each([
    ["2026-11-30T12:00:00Z", 0],
    ["2026-11-30T12:00:01Z", 1],
  ])("a trigger that begins at %s is refused %s times", (instant, refusals) => {
    const plan = { resource_changes: [created("predict", at(instant))] };
    expect(planChanges(plan).refusals).toHaveLength(refusals);
  });
});

test.each<[was: number | undefined, is: number | undefined, next: number | undefined]>([
  [24, 48, undefined],
  [24, 49, 48],
  [24, 12, undefined],
  [25, 12, 13],
  [24, 1, 12],
  // On demand, terraform knows no number.
  [undefined, 24, undefined],
  [0, 24, undefined],
  [24, 0, undefined],
])("from %s shards to %s: with %s first", (was, is, next) => {
  const shards = (shard_count: number | undefined) => ({ name: "raw", shard_count });
  const { refusals } = planChanges({
    resource_changes: [change("aws_kinesis_stream", ["update"], shards(was), shards(is))],
  });
  expect(refusals).toEqual(next === undefined ? [] : [expect.stringContaining(`deploy with ${next} first`)]);
});

test("a network goes with its environment, and not from under it", () => {
  const plan = (actions: string[]) =>
    planChanges({ resource_changes: [change("aws_vpc", actions, { tags: {} })] }).refusals;
  expect(plan(["delete", "create"])).toEqual([expect.stringContaining("aws_vpc.one would go")]);
  expect(plan(["delete"])).toHaveLength(1);
  expect(plan(["update"])).toEqual([]);
});

test("what the state has and the account has not is said: it may be another account", () => {
  const buckets = (...names: string[]) =>
    names.map((bucket) => change("aws_s3_bucket", ["delete"], { bucket }));
  const others = [
    change("aws_s3_bucket", ["update"], { bucket: "kept" }),
    change("aws_cloudwatch_metric_alarm", ["delete"]),
  ];
  const lossesOf = (...gone: string[]) =>
    planChanges({ resource_drift: [...buckets(...gone), ...others] }).losses;
  expect(lossesOf()).toEqual([]);
  expect(lossesOf("a", "b")).toEqual([
    expect.stringMatching(
      /^aws_s3_bucket a, aws_s3_bucket b that the state knows of are not there: .*AWS_PROFILE/,
    ),
  ]);
  expect(lossesOf("a", "b", "c", "d", "e")).toEqual([
    expect.stringContaining("aws_s3_bucket c and 2 more that"),
  ]);
});
