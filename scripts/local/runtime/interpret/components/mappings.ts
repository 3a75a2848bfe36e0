import { createHash } from "node:crypto";
import type { StartingPosition } from "../../triggers/kinesis/types.ts";
import type { Arguments } from "../arguments.ts";
import { arnIn, type Component } from "../component.ts";
import type { MappingDefinition } from "../plan.ts";

type Service = "kinesis" | "sqs";

/** What Lambda's API takes ("CreateEventSourceMapping", AWS Lambda API reference) and its default batch size. */
const BATCH = { kinesis: { standard: 100, most: 10_000 }, sqs: { standard: 10, most: 10_000 } } as const;
/** A queue's batch above this must be waited for. */
const UNGATHERED_BATCH = 10;

export const eventSourceMapping: Component = (args, context) => {
  const eventSourceArn = args.needText("event_source_arn");
  const service = eventSourceArn.split(":")[2] ?? "";
  if (service !== "kinesis" && service !== "sqs")
    throw new Error(
      `${args.address} reads ${eventSourceArn}; the local runtime runs Kinesis and SQS sources.`,
    );
  refuseUnrun(args);
  const uuid = uuidOf(args.address);
  const mapping: MappingDefinition = {
    address: args.address,
    uuid,
    function: args.needText("function_name"),
    eventSourceArn,
    enabled: args.flag("enabled", true),
    start: service === "kinesis" ? startingPosition(args) : { at: "TRIM_HORIZON" },
    rules: rulesOf(args, service),
    maximumConcurrency: concurrency(args),
  };
  const onFailure = args.block("destination_config")?.block("on_failure")?.needText("destination_arn");
  if (onFailure !== undefined) mapping.onFailure = onFailure;
  // CloudWatch figures of the mapping; the runtime has its own.
  args.ignore("metrics_config", "kms_key_arn");
  context.plan.mappings.push(mapping);
  return {
    id: uuid,
    uuid,
    arn: arnIn(context, "lambda", `event-source-mapping:${uuid}`),
    function_arn: mapping.function,
  };
};

/** Settings that would change what the function sees; each is refused by its own sentence. */
function refuseUnrun(args: Arguments): void {
  if (args.blocks("filter_criteria").length > 0)
    throw new Error(
      `${args.address} filters records, which the local runtime does not run: a filter on data silently drops what is not JSON, aggregates and packs included.`,
    );
  if (args.number("tumbling_window_in_seconds", 0) > 0)
    throw new Error(`${args.address} sets a tumbling window, which the local runtime does not run.`);
}

function rulesOf(args: Arguments, service: Service): MappingDefinition["rules"] {
  const { standard, most } = BATCH[service];
  const batchSize = within(args, "batch_size", standard, 1, most);
  const window = within(args, "maximum_batching_window_in_seconds", 0, 0, 300);
  if (service === "sqs" && batchSize > UNGATHERED_BATCH && window === 0)
    throw new Error(
      `${args.address}: a batch_size above ${UNGATHERED_BATCH} of a queue needs maximum_batching_window_in_seconds of at least 1.`,
    );
  const age = within(args, "maximum_record_age_in_seconds", -1, 60, 604_800);
  return {
    batchSize,
    batchingWindow: window * 1000,
    parallelization: within(args, "parallelization_factor", 1, 1, 10),
    reportBatchItemFailures: args.texts("function_response_types").includes("ReportBatchItemFailures"),
    bisect: args.flag("bisect_batch_on_function_error", false),
    maximumRetries: within(args, "maximum_retry_attempts", -1, 0, 10_000),
    maximumAge: age < 0 ? -1 : age * 1000,
  };
}

function concurrency(args: Arguments): number | undefined {
  const scaling = args.block("scaling_config");
  return scaling && within(scaling, "maximum_concurrency", Number.POSITIVE_INFINITY, 2, 1_000);
}

/** A setting in the range that Lambda takes; its default, which may mean "no limit", stands outside of it. */
function within(args: Arguments, name: string, otherwise: number, least: number, most: number): number {
  const value = args.number(name, otherwise);
  if (value === otherwise || (value >= least && value <= most)) return value;
  throw new Error(`${args.address}: ${name} is ${value}; Lambda takes ${least} to ${most}.`);
}

function startingPosition(args: Arguments): StartingPosition {
  const at = args.needText("starting_position");
  const timestamp = args.text("starting_position_timestamp");
  if (at === "TRIM_HORIZON" || at === "LATEST") return { at };
  const time = Date.parse(timestamp ?? "");
  if (at === "AT_TIMESTAMP" && !Number.isNaN(time)) return { at, time };
  throw new Error(
    `${args.address}: starting_position ${at} is not TRIM_HORIZON, LATEST or AT_TIMESTAMP with a time.`,
  );
}

/** The same on every start, so that checkpoints and logs can be compared between runs. */
function uuidOf(address: string): string {
  const hex = createHash("sha256").update(address).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}
