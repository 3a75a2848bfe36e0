import { wait } from "../../clock.ts";
import type { MappingDefinition } from "../../interpret/plan.ts";
import type { InvocationResult } from "../../lambda/types.ts";
import type { TriggerOptions } from "../options.ts";
import { discardNotice } from "./event.ts";
import { type MappingPorts, type RunningMapping, runStreamMapping } from "./mapping.ts";
import { onFailureTo } from "./on-failure.ts";
import type { InvocationOutcome } from "./types.ts";

/** Retries of a stream wait this long, ms: the first, and at most; and so does a notice that was not taken. */
const RETRY = { base: 100, cap: 60_000, hurriedCap: 2_000, notice: 1_000 };

/**
 * In a hurry nothing waits for its batching window; then one event after the other would be an invocation of its own, each
 * of which costs several milliseconds where the processor has rested. Lambda itself asks a shard about once a second
 * ("Polling and batching streams", AWS Lambda guide).
 */
const GATHERING_MS = 250;

export function startStreamTrigger(mapping: MappingDefinition, options: TriggerOptions): RunningMapping {
  const { aws, functions, hurry, log } = options;
  const definition = functions.find(mapping.function);
  const stream = aws.kinesis.stream(streamName(mapping.eventSourceArn));
  const rules = {
    ...mapping.rules,
    gathering: hurry ? gatheringOf(definition.name, options.gatheringMs) : 0,
    fanOut: mapping.eventSourceArn.includes("/consumer/"),
    retryBase: RETRY.base,
    retryCap: hurry ? RETRY.hurriedCap : RETRY.cap,
  };
  const source = {
    eventSourceArn: mapping.eventSourceArn,
    region: options.region,
    roleArn: definition.roleArn,
  };
  const speak = (text: string) => log({ source: `trigger of ${definition.name}`, level: "warn", text });
  const discard = discarding(mapping, { streamArn: stream.arn, functionArn: definition.arn }, options, speak);
  return runStreamMapping(
    stream,
    { id: mapping.uuid, functionName: definition.name, source, start: mapping.start, rules },
    {
      clock: options.clock,
      random: options.random,
      draining: options.draining,
      async invoke(payload) {
        const result = await functions.invoke(definition.name, payload);
        return { outcome: outcomeOf(result), requestId: result.requestId };
      },
      ...(discard && { discard }),
      log: speak,
    },
  );
}

const gatheringOf = (name: string, given: TriggerOptions["gatheringMs"]): number =>
  Object.entries(given).find(([last]) => name.endsWith(`-${last}`))?.[1] ?? GATHERING_MS;

/** `…:stream/raw` and `…:stream/raw/consumer/enrich:1` → `raw`. */
const streamName = (arn: string): string => arn.split("/")[1] ?? arn;

/** Lambda keeps a notice until its destination takes it; a lost notice would be a lost record. */
function discarding(
  mapping: MappingDefinition,
  arns: { streamArn: string; functionArn: string },
  { aws, clock }: TriggerOptions,
  speak: (text: string) => void,
): MappingPorts["discard"] {
  if (mapping.onFailure === undefined) return undefined;
  const deliver = onFailureTo(mapping.onFailure, mapping.uuid, aws);
  if (!deliver)
    throw new Error(
      `${mapping.address}: the local runtime delivers discarded records to SQS and S3, not to ${mapping.onFailure}.`,
    );
  return async (shardId, discard, requestId, event) => {
    const at = clock.now();
    const notice = discardNotice(discard, { ...arns, requestId, shardId, now: at });
    for (;;) {
      try {
        return await deliver({ notice, shardId, at, event });
      } catch (error) {
        speak(`the on-failure destination did not take a notice, trying again: ${(error as Error).message}`);
        await wait(clock, RETRY.notice);
      }
    }
  };
}

function outcomeOf({ payload, error }: InvocationResult): InvocationOutcome {
  if (!error) return { kind: "answer", payload: payload?.text() };
  return error.kind === "Throttled" ? { kind: "throttled" } : { kind: "error" };
}
