import {
  type Body,
  block,
  numberOf,
  type Resource,
  referred,
  resourcesOf,
  type StackCheck,
  type StackJson,
} from "./stack.ts";
import { reportsFailures } from "./stream-triggers.ts";

/** Event source mappings on SQS, and the queues behind them. Rules: "Using Lambda with Amazon SQS", AWS Lambda guide. */
export const checkQueueTriggers: StackCheck = (stack) =>
  resourcesOf(stack, "aws_lambda_event_source_mapping").flatMap(({ address, body }) => {
    const queue = referred(stack, body.event_source_arn);
    if (!queue?.address.startsWith("aws_sqs_queue.")) return [];
    const lambda = referred(stack, body.function_name);
    return [
      ...[...batches(body)].map((problem) => `${address} ${problem}`),
      ...[...visibility(queue, lambda, body), ...redrive(stack, queue)].map(
        (problem) => `${queue.address} ${problem}`,
      ),
    ];
  });

function* batches(body: Body) {
  const window = numberOf(body.maximum_batching_window_in_seconds) || 0;
  if (!reportsFailures(body))
    yield "lacks ReportBatchItemFailures: one bad message would have its whole batch delivered again.";
  if (numberOf(body.batch_size) > 10_000)
    yield `has batch_size ${body.batch_size}; Lambda takes 10,000 at most.`;
  if (numberOf(body.batch_size) > 10 && window < 1)
    yield `has batch_size ${body.batch_size}; above 10 messages Lambda wants a batching window of at least 1 s.`;
  const most = numberOf(block(body, "scaling_config")?.maximum_concurrency);
  if (!(most >= 2 && most <= 1000))
    yield `may be invoked ${most > 0 ? most : "a thousand"} times at once; set maximum_concurrency, which Lambda takes from 2 to 1000, or it takes what other functions need.`;
  if (window > 300) yield `waits ${window} s for a batch; Lambda waits 300 s at most.`;
}

function* visibility(queue: Resource, lambda: Resource | undefined, trigger: Body) {
  const timeout = numberOf(lambda?.body.timeout) || 3;
  const least = 6 * timeout + (numberOf(trigger.maximum_batching_window_in_seconds) || 0);
  const seconds = numberOf(queue.body.visibility_timeout_seconds) || 30;
  if (seconds < least)
    yield `hides a message for ${seconds} s; it needs ${least} s (six times the function's timeout plus the batching window), or a slow batch is delivered twice.`;
}

function* redrive(stack: StackJson, queue: Resource) {
  if (!queue.body.redrive_policy) {
    yield "has no dead-letter queue: a message that cannot be processed would come back until it expires.";
    return;
  }
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(String(queue.body.redrive_policy));
  if (!(maxReceiveCount >= 5))
    yield `gives a message up after ${maxReceiveCount} deliveries; throttling alone uses up fewer than 5.`;
  const fourDays = 345_600;
  const kept = numberOf(queue.body.message_retention_seconds) || fourDays;
  const keptAfter =
    numberOf(referred(stack, deadLetterTargetArn)?.body.message_retention_seconds) || fourDays;
  if (keptAfter <= kept)
    yield `keeps messages ${kept} s and its dead-letter queue ${keptAfter} s; a moved message keeps its age, so the last queue must keep them longer.`;
}
