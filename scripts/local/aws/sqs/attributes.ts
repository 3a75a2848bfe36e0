import { SQS_MESSAGE_BYTES } from "../../../../shared/limits.ts";
import { AwsError } from "../gateway/aws-error.ts";

export interface QueueSettings {
  visibilityTimeout: number;
  delaySeconds: number;
  retentionSeconds: number;
  waitSeconds: number;
  maximumBytes: number;
  redrive: { deadLetterTargetArn: string; maxReceiveCount: number } | undefined;
  /** As they were given; those without an effect here (policy, encryption) are only remembered. */
  given: Record<string, string>;
}

/** Least, most and default of the numeric attributes ("CreateQueue, SQS API Reference"). */
const NUMBERS: Record<string, [least: number, most: number, standard: number]> = {
  VisibilityTimeout: [0, 43_200, 30],
  DelaySeconds: [0, 900, 0],
  MessageRetentionPeriod: [60, 1_209_600, 345_600],
  ReceiveMessageWaitTimeSeconds: [0, 20, 0],
  MaximumMessageSize: [1024, SQS_MESSAGE_BYTES, SQS_MESSAGE_BYTES],
};

const REMEMBERED = new Set([
  "Policy",
  "RedriveAllowPolicy",
  "KmsMasterKeyId",
  "KmsDataKeyReusePeriodSeconds",
  "SqsManagedSseEnabled",
]);

/** @param asked an attribute that is set to nothing is none */
export function settingsOf(asked: Record<string, string>): QueueSettings {
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ""));
  for (const name of Object.keys(given)) {
    if (name === "FifoQueue" && given[name] !== "false") throw unsupportedFifo();
    const known = name in NUMBERS || name === "RedrivePolicy" || name === "FifoQueue" || REMEMBERED.has(name);
    if (!known) throw new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
  }
  return {
    visibilityTimeout: number(given, "VisibilityTimeout"),
    delaySeconds: number(given, "DelaySeconds"),
    retentionSeconds: number(given, "MessageRetentionPeriod"),
    waitSeconds: number(given, "ReceiveMessageWaitTimeSeconds"),
    maximumBytes: number(given, "MaximumMessageSize"),
    redrive: redrivePolicy(given.RedrivePolicy),
    given,
  };
}

export function queueAttributes(settings: QueueSettings): Record<string, string> {
  const numbers = Object.keys(NUMBERS).map((name) => [name, String(number(settings.given, name))]);
  return { ...settings.given, ...Object.fromEntries(numbers) };
}

export function unsupportedFifo(): AwsError {
  return new AwsError("InvalidAttributeValue", "The local SQS has standard queues only, no FIFO queues.");
}

function number(given: Record<string, string>, name: string): number {
  const [least, most, standard] = NUMBERS[name]!;
  const text = given[name];
  if (text === undefined) return standard;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new AwsError(
    "InvalidAttributeValue",
    `Invalid value for the parameter ${name}: ${text} is not within ${least} to ${most}.`,
  );
}

function redrivePolicy(text: string | undefined): QueueSettings["redrive"] {
  if (text === undefined) return undefined;
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text);
    const count = Number(maxReceiveCount);
    if (typeof deadLetterTargetArn === "string" && count >= 1 && count <= 1000) {
      return { deadLetterTargetArn, maxReceiveCount: count };
    }
  } catch {
    // Refused below, as any other policy that makes no sense.
  }
  const message = `Value ${text} for parameter RedrivePolicy is invalid. Reason: it needs a deadLetterTargetArn and a maxReceiveCount from 1 to 1000.`;
  throw new AwsError("InvalidParameterValue", message);
}
