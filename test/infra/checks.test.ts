import { describe, expect, test } from "@jest/globals";
import { type Body, block, type StackJson } from "../../infra/checks/stack.ts";
import { check } from "../../infra/checks.ts";
import { environments, type PipelineEnvironment } from "../../infra/environments.ts";
import { only, synthesized } from "./synthesized.ts";

const good = synthesized();

type Kpl = PipelineEnvironment["kplAggregates"];

/** Problems of the dev stack after one change to it. */
function problemsAfter(change: (stack: StackJson) => void, kplAggregates: Kpl = "none"): string[] {
  const stack = structuredClone(good);
  change(stack);
  return check(stack, { ...environments.dev, kplAggregates });
}

/** A change of one resource's arguments, or of a block in it. */
const set =
  (type: string, name: string, values: Body, ...path: string[]) =>
  (stack: StackJson) => {
    const { body } = only(stack, type, name);
    Object.assign(block(body, ...path) as Body, values);
  };

const trigger = (values: Body, name = ".enrich_") => set("aws_lambda_event_source_mapping", name, values);
const queue = (values: Body) => set("aws_sqs_queue", "_queue_", values);
const delivery = (values: Body, ...path: string[]) =>
  set("aws_kinesis_firehose_delivery_stream", "", values, "extended_s3_configuration", ...path);
const transform = (parameter_name: string, parameter_value: string) => (stack: StackJson) => {
  const { body } = only(stack, "aws_kinesis_firehose_delivery_stream");
  const processor = block(body, "extended_s3_configuration", "processing_configuration", "processors");
  for (const each of processor!.parameters as Body[])
    if (each.parameter_name === parameter_name) Object.assign(each, { parameter_value });
};
const cache = (values: Body) => set("aws_elasticache_replication_group", "", values);
const deadLetterArn = JSON.parse(
  String(only(good, "aws_sqs_queue", "_queue_").body.redrive_policy),
).deadLetterTargetArn;

const rolePolicy = (Action: unknown, Resource: unknown) =>
  set("aws_iam_role_policy", ".enrich_", {
    policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource }] }),
  });

interface Definition {
  originalSql: string;
  columns: { name: string; type: string }[];
}

/** A change of what a view says of itself. */
const view = (change: (definition: Definition) => Definition) => (stack: StackJson) => {
  const { body } = only(stack, "aws_glue_catalog_table", "_unique_");
  const base64 = /: (\S+) /.exec(String(body.view_original_text))![1]!;
  const definition = change(JSON.parse(Buffer.from(base64, "base64").toString()));
  const text = Buffer.from(JSON.stringify(definition)).toString("base64");
  body.view_original_text = `/* Presto View: ${text} */`;
};

test("the stack as it is has no problem", () => {
  expect(check(good, environments.dev)).toEqual([]);
});

type Column = { name: string; type: string };

/** A change of the columns of the table of events. */
const columns = (change: (columns: Column[]) => Column[]) => (stack: StackJson) => {
  const { body } = only(stack, "aws_glue_catalog_table", "_events_table_");
  const storage = block(body, "storage_descriptor")!;
  storage.columns = change(storage.columns as Column[]);
};
const typed = (of: string, change: (type: string) => string) =>
  columns((all) =>
    all.map((column) => (column.name === of ? { ...column, type: change(column.type) } : column)),
  );

test.each([
  { what: "a column more", change: columns((all) => [...all, { name: "more", type: "string" }]) },
  { what: "a wider column", change: typed("quantity", () => "bigint") },
  {
    what: "rows with one attribute more",
    change: typed("items", (type) => type.replace(/>>$/, ",size:string>>")),
  },
])("$what has no problem", ({ change }) => {
  expect(problemsAfter(change)).toEqual([]);
});

describe("one change, one sentence", () => {
  test.each<[string, (stack: StackJson) => void, RegExp]>([
    [
      "an attribute that was removed",
      columns((all) => all.filter(({ name }) => name !== "coupon")),
      /events_table_\S* has no column "coupon", which files of the archive have: a column is never removed/,
    ],
    [
      "an attribute that was narrowed",
      typed("session_duration_ms", () => "int"),
      /has "session_duration_ms" as int, which files of the archive have as bigint: a column may only become wider/,
    ],
    ["an attribute of another type", typed("quantity", () => "string"), /has "quantity" as string/],
    [
      "rows with an attribute less",
      typed("items", (type) => type.replace(/,quantity:\w+>>$/, ">>")),
      /has "items" as array/,
    ],

    [
      "a stream that forgets after a day",
      set("aws_kinesis_stream", "raw", { retention_period: 47 }),
      /streams_raw\S* keeps records for 47 h/,
    ],
    [
      "a stream of the default retention",
      set("aws_kinesis_stream", "enriched", { retention_period: undefined }),
      /keeps records for 24 h/,
    ],

    ["a batch of 20,000", trigger({ batch_size: 20_000 }), /batch_size 20000; Lambda takes 10,000/],
    ["a window of 400 s", trigger({ maximum_batching_window_in_seconds: 400 }), /waits 400 s for a batch/],
    [
      "a start at LATEST",
      trigger({ starting_position: "LATEST" }),
      /starts at LATEST, which can miss records/,
    ],
    [
      "a filter on packs",
      trigger({ filter_criteria: { filter: [{ pattern: "{}" }] } }),
      /filters records; Lambda drops what it cannot read/,
    ],
    [
      "a tumbling window with parallelization",
      trigger({ tumbling_window_in_seconds: 30, parallelization_factor: 2 }),
      /tumbling window with parallelization/,
    ],
    [
      "a stream trigger that reports nothing",
      trigger({ function_response_types: [] }),
      /enrich_\S* lacks ReportBatchItemFailures/,
    ],
    ["no on-failure destination", trigger({ destination_config: undefined }), /no on-failure destination/],
    [
      "records waited for until they are gone",
      trigger({ maximum_record_age_in_seconds: -1 }),
      /gives up on records after their retention; .* at most half .* \(86400 s\)/,
    ],
    [
      "records waited for longer than they can be fetched",
      trigger({ maximum_record_age_in_seconds: 86_401 }),
      /gives up on records after 86401 s/,
    ],

    [
      "a queue trigger that reports nothing",
      trigger({ function_response_types: undefined }, ".failed_"),
      /failed_\S* lacks ReportBatchItemFailures/,
    ],
    [
      "many messages without a window",
      trigger({ maximum_batching_window_in_seconds: 0 }, ".failed_"),
      /batch_size 100; above 10 messages/,
    ],
    ["20,000 messages", trigger({ batch_size: 20_000 }, ".failed_"), /batch_size 20000; Lambda takes 10,000/],
    ["messages waited for too long", queueWindow(301), /waits 301 s for a batch/],
    [
      "a message that comes back while it is processed",
      queue({ visibility_timeout_seconds: 729 }),
      /hides a message for 729 s; it needs 730 s/,
    ],
    [
      "a queue that may take all of the account's concurrency",
      set("aws_lambda_event_source_mapping", ".failed_", { scaling_config: undefined }),
      /may be invoked a thousand times at once; set maximum_concurrency/,
    ],
    [
      "a queue trigger of one invocation, which Lambda refuses",
      set("aws_lambda_event_source_mapping", ".failed_", { scaling_config: { maximum_concurrency: 1 } }),
      /may be invoked 1 times at once/,
    ],
    ["no dead-letter queue", queue({ redrive_policy: undefined }), /has no dead-letter queue/],
    [
      "a message given up after 4 deliveries",
      queue({ redrive_policy: JSON.stringify({ deadLetterTargetArn: deadLetterArn, maxReceiveCount: 4 }) }),
      /after 4 deliveries/,
    ],
    [
      "a dead-letter queue that forgets first",
      set("aws_sqs_queue", "dead-letters", { message_retention_seconds: 604_800 }),
      /keeps messages 604800 s and its dead-letter queue 604800 s/,
    ],

    [
      "Parquet from 32 MiB",
      delivery({ buffering_size: 32 }),
      /buffers 32 MiB; conversion to Parquet needs at least 64 MiB/,
    ],
    ["a buffer of 500 MiB", delivery({ buffering_size: 500 }), /buffers 500 MiB; Firehose takes 128 MiB/],
    ["a buffer of no time", delivery({ buffering_interval: 0 }), /buffers for 0 s; .* 60 s or more/],
    ["a buffer of 59 s", delivery({ buffering_interval: 59 }), /buffers for 59 s; .* 60 s or more/],
    ["a buffer of 1,000 s", delivery({ buffering_interval: 1000 }), /buffers for 1000 s/],
    ["GZIP around Parquet", delivery({ compression_format: "GZIP" }), /compresses with GZIP/],
    ["no error prefix", delivery({ error_output_prefix: undefined }), /has no error prefix/],
    [
      "partitions without a processor",
      delivery({ processing_configuration: undefined }),
      /no processor says by what/,
    ],
    [
      "partitions by a processor that is off",
      delivery({ enabled: false }, "processing_configuration"),
      /no processor says by what/,
    ],
    [
      "a transform parameter that Firehose sets by itself",
      transform("BufferSizeInMBs", "1"),
      /sets BufferSizeInMBs to 1, which is the default: every plan would show a change/,
    ],
    [
      "a transform that is given more at a time than Firehose gathers",
      transform("BufferSizeInMBs", "3.5"),
      /gives the transform 3.5 MiB at a time; Firehose takes 0.2 to 3/,
    ],
    [
      "a transform that may take longer than Firehose waits",
      set("aws_lambda_function", ".archive_", { timeout: 301 }),
      /may take 301 s; Firehose waits 300 s/,
    ],
    [
      "a key with another name than its value's",
      delivery({
        prefix: "events/dt=!{partitionKeyFromLambda:hour}/hour=!{partitionKeyFromLambda:hour}/",
      }),
      /is partitioned by dt, hour/,
    ],
    [
      "keys in another order than the table's",
      delivery({
        prefix:
          "events/dt=!{partitionKeyFromLambda:dt}/source=!{partitionKeyFromLambda:source}/hour=!{partitionKeyFromLambda:hour}/",
      }),
      /is partitioned by dt, hour/,
    ],

    [
      "more folders in the archive than Firehose holds open",
      (stack) => {
        set(
          "aws_lambda_function",
          ".archive_",
          { ARCHIVE_FOLDERS: "a,b,c,d,e" },
          "environment",
          "variables",
        )(stack);
      },
      /cannot start. Settings: ARCHIVE_FOLDERS: 5 folders and "other" leave 57 hours .* name at most 4/,
    ],
    [
      "a view by a star",
      view((definition) => ({ ...definition, originalSql: "select * from events" })),
      /one by one/,
    ],
    [
      "a view of a text of its own",
      set("aws_glue_catalog_table", "_unique_", { view_original_text: "select 1" }),
      /not what Athena writes/,
    ],
    [
      "a view whose SQL has a column that its definition has not",
      view(({ originalSql, ...definition }) => ({
        ...definition,
        originalSql: originalSql.replace("select\n", "select\n  1 as more,\n"),
      })),
      /selects "more" as column 1, where its definition lists "event_id"/,
    ],
    [
      "a view whose definition lacks the last column",
      view(({ columns, ...definition }) => ({ ...definition, columns: columns.slice(0, -1) })),
      /selects "hour" as column \d+, where its definition lists nothing/,
    ],
    [
      "a view of another type than the catalogue shows",
      view(({ columns, ...definition }) => ({
        ...definition,
        columns: columns.map((column) => (column.name === "price" ? { ...column, type: "varchar" } : column)),
      })),
      /lists "price varchar" as column \d+, where the catalogue shows "price double"/,
    ],

    ["a password in clear", cache({ transit_encryption_enabled: false }), /sets a password without TLS/],
    ["no password", cache({ auth_token: undefined }), /takes connections without a password/],
    [
      "a password that is optional",
      cache({ auth_token_update_strategy: "ROTATE" }),
      /must set auth_token_update_strategy to SET/,
    ],
    [
      "a cache in clear on disk",
      cache({ at_rest_encryption_enabled: "false" }),
      /does not encrypt what it stores/,
    ],

    ["a bucket with a capital", set("aws_s3_bucket", "archive", { bucket: "Archive" }), /is named "Archive"/],
    [
      "a bucket whose name only fits before it is deployed",
      set("aws_s3_bucket", "archive", {
        bucket: `${"a".repeat(40)}-\${data.aws_caller_identity.current.account_id}-\${data.aws_region.current.id}`,
      }),
      /3 to 63 lower-case letters/,
    ],
    [
      "a rate of 1 minutes",
      set("aws_cloudwatch_event_rule", "produce", { schedule_expression: "rate(1 minutes)" }),
      /scheduled at "rate\(1 minutes\)"/,
    ],
    [
      "a cron of five fields",
      set("aws_cloudwatch_event_rule", "produce", { schedule_expression: "cron(0 * * * *)" }),
      /scheduled at "cron/,
    ],

    [
      "a notification that its queue does not take",
      set("aws_sqs_queue_policy", "_queue-policy", { policy: JSON.stringify({ Statement: [] }) }),
      /whose policy does not let S3 send/,
    ],
    [
      "a notification of whatever is archived",
      set("aws_s3_bucket_notification", "", { filter_prefix: undefined }, "queue"),
      /announces every object of the bucket/,
    ],
    [
      "a service out of reach",
      (stack) => {
        const endpoints = stack.resource!.aws_vpc_endpoint!;
        delete endpoints[only(stack, "aws_vpc_endpoint", "_sqs_").address.split(".")[1]!];
      },
      /calls sqs from inside the network, which has neither an endpoint for sqs nor a way out/,
    ],
    [
      "a setting that a function does not take",
      set("aws_lambda_function", ".predict_", { SCORING_BATCH: "many" }, "environment", "variables"),
      /cannot start. Settings: SCORING_BATCH: expected a whole number from 1 to 10000, found "many"/,
    ],
    [
      "a setting that is not there",
      set("aws_lambda_function", ".enrich_", { REDIS_HOST: undefined }, "environment", "variables"),
      /cannot start. Settings: REDIS_HOST is not set/,
    ],
    [
      "settings that no function takes together",
      (stack) => Object.assign(stack.variable!.mapping!, { default: "m".repeat(4000) }),
      /has settings of \d+ bytes; Lambda takes 4096/,
    ],
    [
      "an address in clear, brought by the operator",
      set(
        "aws_lambda_function",
        ".predict_",
        { MODEL_URL: "http://model.example.org" },
        "environment",
        "variables",
      ),
      /cannot start. Settings: MODEL_URL: expected an https URL/,
    ],

    [
      "a misspelt action",
      rolePolicy(["kinesis:GetRecordz"], ["arn"]),
      /names the action "kinesis:GetRecordz"/,
    ],
    ["an action by wildcard", rolePolicy("kinesis:*", "arn"), /names the action "kinesis:\*"/],
    [
      "an action on every resource",
      rolePolicy(["s3:PutObject"], ["*"]),
      /allows s3:PutObject on every resource/,
    ],
    [
      "an action on every queue",
      rolePolicy(["sqs:SendMessage"], ["arn:aws:sqs:eu-west-1:123456789012:*"]),
      /allows sqs:SendMessage on every resource of a kind/,
    ],
    [
      "a topic that speaks for anybody",
      set("aws_sns_topic_policy", "", {
        policy: JSON.stringify({
          Statement: [
            { Effect: "Allow", Action: "sns:Publish", Principal: { Service: "cloudwatch.amazonaws.com" } },
          ],
        }),
      }),
      /lets in cloudwatch.amazonaws.com on anybody's behalf/,
    ],
    [
      "a key for everybody",
      set("aws_kms_key", "", {
        policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "kms:Decrypt", Principal: "*" }] }),
      }),
      /lets everybody in/,
    ],
    [
      "a misspelt action of the key",
      set("aws_kms_key", "", {
        policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "kms:Decript" }] }),
      }),
      /names the action "kms:Decript"/,
    ],
  ])("%s", (_what, change, sentence) => {
    const problems = problemsAfter(change);
    expect(problems).toEqual([expect.stringMatching(sentence)]);
    expect(problems[0]).toMatch(/^aws_\w+\.\S+ .*\.$/);
  });

  test("a prefix without partition keys is wrong for Firehose and for the table", () => {
    expect(problemsAfter(delivery({ prefix: "events/" }))).toEqual([
      expect.stringMatching(/its prefix "events\/" names no partition key/),
      expect.stringMatching(/is partitioned by dt, hour/),
    ]);
  });
});

describe("KPL aggregates of foreign producers", () => {
  const shared = trigger({ parallelization_factor: 1 });
  const fanOut = (stack: StackJson) => {
    trigger({ parallelization_factor: 1, event_source_arn: "${aws_kinesis_stream_consumer.own.arn}" })(stack);
    const raw = only(stack, "aws_kinesis_stream", "raw").address;
    stack.resource = {
      ...stack.resource,
      aws_kinesis_stream_consumer: { own: { stream_arn: `\${${raw}.arn}` } },
    };
  };
  const sequential = (change: (stack: StackJson) => void) => (stack: StackJson) => {
    change(stack);
    trigger({ parallelization_factor: 1 }, ".predict_")(stack);
  };

  test.each<[string, Kpl, (stack: StackJson) => void, RegExp[]]>([
    ["of several keys, one invocation a shard", "several_keys", sequential(shared), []],
    [
      "of several keys, invocations in parallel",
      "several_keys",
      sequential(trigger({ parallelization_factor: 2 })),
      [/would lose their order/],
    ],
    ["of several keys, enhanced fan-out", "several_keys", sequential(fanOut), [/Lambda would drop events/]],
    ["of one key, enhanced fan-out", "one_key", sequential(fanOut), []],
    ["none, enhanced fan-out", "none", sequential(fanOut), []],
  ])("%s", (_what, kpl, change, sentences) => {
    expect(problemsAfter(change, kpl)).toEqual(sentences.map((each) => expect.stringMatching(each)));
  });
});

/** The window also lengthens what the queue must hide: both change, so that one rule is left to break. */
function queueWindow(seconds: number) {
  return (stack: StackJson) => {
    trigger({ maximum_batching_window_in_seconds: seconds }, ".failed_")(stack);
    queue({ visibility_timeout_seconds: 6 * 120 + seconds })(stack);
  };
}
