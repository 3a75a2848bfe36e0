import { createHash } from "node:crypto";
import type { StartingPosition } from "../../triggers/kinesis/types.ts";
import type { Arguments } from "../arguments.ts";
import { arnIn, type Component } from "../component.ts";
import type { MappingDefinition } from "../plan.ts";

/** Default batch size of Lambda's API by the service of the source. */
const BATCH_SIZE: Record<string, number> = { kinesis: 100, sqs: 10 };

export const eventSourceMapping: Component = (args, context) => {
  const eventSourceArn = args.needText("event_source_arn");
  const service = eventSourceArn.split(":")[2] ?? "";
  const batchSize = BATCH_SIZE[service];
  if (batchSize === undefined)
    throw new Error(
      `${args.address} reads ${eventSourceArn}; the local runtime runs Kinesis and SQS sources.`,
    );

  const responseTypes = args.texts("function_response_types");
  const age = args.number("maximum_record_age_in_seconds", -1);
  const uuid = uuidOf(args.address);
  const mapping: MappingDefinition = {
    address: args.address,
    uuid,
    function: args.needText("function_name"),
    eventSourceArn,
    enabled: args.flag("enabled", true),
    start: service === "kinesis" ? startingPosition(args) : { at: "TRIM_HORIZON" },
    rules: {
      batchSize: args.number("batch_size", batchSize),
      batchingWindow: args.number("maximum_batching_window_in_seconds", 0) * 1000,
      parallelization: args.number("parallelization_factor", 1),
      reportBatchItemFailures: responseTypes.includes("ReportBatchItemFailures"),
      bisect: args.flag("bisect_batch_on_function_error", false),
      maximumRetries: args.number("maximum_retry_attempts", -1),
      maximumAge: age < 0 ? -1 : age * 1000,
    },
    maximumConcurrency: args.block("scaling_config")?.number("maximum_concurrency", Number.POSITIVE_INFINITY),
  };
  const onFailure = args.block("destination_config")?.block("on_failure")?.needText("destination_arn");
  if (onFailure !== undefined && onFailure.split(":")[2] !== "sqs")
    throw new Error(
      `${args.address}: the local runtime delivers discarded records to SQS only, not to ${onFailure}.`,
    );
  if (onFailure !== undefined) mapping.onFailure = onFailure;
  // CloudWatch figures of the mapping; the runtime has its own.
  args.ignore("metrics_config", "kms_key_arn");
  if (args.number("tumbling_window_in_seconds", 0) > 0)
    throw new Error(`${args.address} sets a tumbling window, which the local runtime does not run.`);
  context.plan.mappings.push(mapping);
  return {
    id: uuid,
    uuid,
    arn: arnIn(context, "lambda", `event-source-mapping:${uuid}`),
    function_arn: mapping.function,
  };
};

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
