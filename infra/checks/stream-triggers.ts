import type { PipelineEnvironment } from "../environments.ts";
import { type Body, block, numberOf, type Resource, referred, resourcesOf, type StackJson } from "./stack.ts";
import { retentionHours } from "./streams.ts";

/** Event source mappings on Kinesis. Limits: "Lambda event source mappings with Kinesis", AWS Lambda guide. */
export function checkStreamTriggers(
  stack: StackJson,
  { kplAggregates }: Pick<PipelineEnvironment, "kplAggregates">,
) {
  return resourcesOf(stack, "aws_lambda_event_source_mapping").flatMap(({ address, body }) => {
    const stream = streamOf(stack, body);
    if (!stream) return [];
    const problems = [
      ...limits(body),
      ...failures(body, stream.resource),
      ...order(body, stream, kplAggregates),
    ];
    return problems.map((problem) => `${address} ${problem}`);
  });
}

interface Read {
  resource: Resource;
  fanOut: boolean;
}

function streamOf(stack: StackJson, body: Body): Read | undefined {
  const source = referred(stack, body.event_source_arn);
  if (source?.address.startsWith("aws_kinesis_stream.")) return { resource: source, fanOut: false };
  if (!source?.address.startsWith("aws_kinesis_stream_consumer.")) return undefined;
  const resource = referred(stack, source.body.stream_arn);
  return resource && { resource, fanOut: true };
}

function* limits(body: Body) {
  if (numberOf(body.batch_size) > 10_000)
    yield `has batch_size ${body.batch_size}; Lambda takes 10,000 at most.`;
  if (numberOf(body.maximum_batching_window_in_seconds) > 300)
    yield `waits ${body.maximum_batching_window_in_seconds} s for a batch; Lambda waits 300 s at most.`;
  if (body.filter_criteria)
    yield "filters records; Lambda drops what it cannot read as JSON without a word, and packs are no JSON.";
  if (body.starting_position !== "TRIM_HORIZON" && body.starting_position !== "AT_TIMESTAMP")
    yield `starts at ${body.starting_position}, which can miss records while it is made or changed; use TRIM_HORIZON.`;
}

function* failures(body: Body, stream: Resource) {
  if (!reportsFailures(body))
    yield "lacks ReportBatchItemFailures: one bad record would have its whole batch delivered again.";
  if (!block(body, "destination_config", "on_failure")?.destination_arn)
    yield "has no on-failure destination: records that it gives up on would be lost.";
  const age = numberOf(body.maximum_record_age_in_seconds);
  const retention = retentionHours(stream.body) * 3600;
  // Half of the retention is left for the failed events to be fetched.
  if (!(age > 0 && age <= retention / 2))
    yield `gives up on records after ${age > 0 ? `${age} s` : "their retention"}; it must be set to at most half of the retention of ${stream.address} (${retention / 2} s), so that they can still be fetched.`;
}

function* order(body: Body, { fanOut }: Read, kplAggregates: PipelineEnvironment["kplAggregates"]) {
  const parallel = numberOf(body.parallelization_factor) > 1;
  if (numberOf(body.tumbling_window_in_seconds) > 0 && parallel)
    yield "combines a tumbling window with parallelization, which Lambda does not allow.";
  if (kplAggregates !== "several_keys") return;
  if (fanOut)
    yield "reads KPL aggregates of several keys by enhanced fan-out: Lambda would drop events whose key is not the aggregate's.";
  else if (parallel)
    yield "reads KPL aggregates of several keys by parallel invocations: events of one user would lose their order.";
}

export const reportsFailures = (body: Body): boolean =>
  Array.isArray(body.function_response_types) &&
  body.function_response_types.includes("ReportBatchItemFailures");
