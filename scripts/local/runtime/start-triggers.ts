import type { LocalAws } from "../aws/contract.ts";
import { type Clock, wait } from "./clock.ts";
import type { Functions } from "./functions.ts";
import type { MappingDefinition, Plan } from "./interpret/plan.ts";
import type { InvocationResult } from "./lambda/types.ts";
import { discardNotice } from "./triggers/kinesis/event.ts";
import { type RunningMapping, runStreamMapping } from "./triggers/kinesis/mapping.ts";
import type { Outcome } from "./triggers/kinesis/types.ts";
import { runQueueMapping } from "./triggers/sqs/mapping.ts";
import type { LogLine } from "./types.ts";

export interface TriggerOptions {
  aws: LocalAws;
  clock: Clock;
  random(): number;
  functions: Functions;
  region: string;
  /** Waits shorter than declared. */
  hurry: boolean;
  draining(): boolean;
  log(line: LogLine): void;
}

/** Retries of a stream wait this long, ms: the first, and at most. */
const RETRY = { base: 100, cap: 60_000, hurriedCap: 2_000 };
const HURRIED_WINDOW_MS = 250;
const HURRIED_RETRY_SECONDS = 1;
const QUEUE_CONCURRENCY = 2;

/** Starts every declared event source mapping. Throws a sentence for one that names what is not there. */
export function startTriggers(plan: Plan, options: TriggerOptions): RunningMapping[] {
  return plan.mappings
    .filter((mapping) => mapping.enabled)
    .map((mapping) =>
      mapping.eventSourceArn.split(":")[2] === "sqs" ? onQueue(mapping, options) : onStream(mapping, options),
    );
}

const lastPart = (arn: string): string => arn.split(":").at(-1)!;

function onStream(mapping: MappingDefinition, options: TriggerOptions): RunningMapping {
  const { aws, clock, functions, log } = options;
  const definition = functions.find(mapping.function);
  const stream = aws.kinesis.stream(lastPartOfStream(mapping.eventSourceArn));
  const rules = {
    ...mapping.rules,
    batchingWindow: window(mapping, options),
    retryBase: RETRY.base,
    retryCap: options.hurry ? RETRY.hurriedCap : RETRY.cap,
  };
  const source = {
    eventSourceArn: mapping.eventSourceArn,
    region: options.region,
    roleArn: definition.roleArn,
  };
  const speak = (text: string) => log({ source: `trigger of ${definition.name}`, level: "warn", text });
  return runStreamMapping(
    stream,
    { id: mapping.uuid, functionName: definition.name, source, start: mapping.start, rules },
    {
      clock,
      random: options.random,
      draining: options.draining,
      async invoke(payload) {
        const result = await functions.invoke(definition.name, payload);
        return { outcome: outcomeOf(result), requestId: result.requestId };
      },
      async discard(shardId, discard, requestId) {
        const context = {
          requestId,
          functionArn: definition.arn,
          streamArn: stream.arn,
          shardId,
          now: clock.now(),
        };
        speak(`${discard.records.length} records of ${shardId} went past the function: ${discard.condition}`);
        if (mapping.onFailure === undefined) return;
        const body = JSON.stringify(discardNotice(discard, context));
        await delivered(clock, speak, () => aws.sqs.send(lastPart(mapping.onFailure!), body));
      },
    },
  );
}

/** Lambda keeps a notice until its destination takes it; a lost notice would be a lost record. */
async function delivered(clock: Clock, speak: (text: string) => void, send: () => void): Promise<void> {
  for (;;) {
    try {
      return send();
    } catch (error) {
      speak(`the on-failure destination did not take a notice, trying again: ${(error as Error).message}`);
      await wait(clock, 1_000);
    }
  }
}

/** `…:stream/raw` and `…:stream/raw/consumer/enrich:1` → `raw`. */
const lastPartOfStream = (arn: string): string => arn.split("/")[1] ?? arn;

function outcomeOf({ payload, error }: InvocationResult): Outcome {
  if (!error) return { kind: "answer", payload };
  return error.kind === "Throttled" ? { kind: "throttled" } : { kind: "error" };
}

const window = ({ rules }: MappingDefinition, { hurry }: TriggerOptions): number =>
  hurry ? Math.min(rules.batchingWindow, HURRIED_WINDOW_MS) : rules.batchingWindow;

function onQueue(mapping: MappingDefinition, options: TriggerOptions): RunningMapping {
  const { aws, clock, functions, hurry } = options;
  const definition = functions.find(mapping.function);
  return runQueueMapping(
    {
      functionName: definition.name,
      queueName: lastPart(mapping.eventSourceArn),
      queueArn: mapping.eventSourceArn,
      region: options.region,
      batchSize: mapping.rules.batchSize,
      batchingWindow: window(mapping, options),
      reportBatchItemFailures: mapping.rules.reportBatchItemFailures,
      concurrency: Math.min(QUEUE_CONCURRENCY, mapping.maximumConcurrency ?? QUEUE_CONCURRENCY),
      ...(hurry && { retrySeconds: HURRIED_RETRY_SECONDS }),
    },
    {
      clock,
      queues: aws.sqs,
      invoke: functions.invoke,
      draining: options.draining,
      log: (text) => options.log({ source: `trigger of ${definition.name}`, level: "warn", text }),
    },
  );
}
