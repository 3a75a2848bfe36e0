import type { ServiceCall } from "../contract.ts";
import { AwsError } from "../gateway/aws-error.ts";
import type { Consumer } from "./consumers.ts";
import { type Input, optionalText, text } from "./input.ts";
import type { Kinesis } from "./streams.ts";

export function registerConsumer(kinesis: Kinesis, { input }: ServiceCall) {
  const streamArn = text(input, "StreamARN");
  kinesis.stream(streamArn.slice(streamArn.indexOf("/") + 1));
  return {
    Consumer: description(kinesis.consumers.add(streamArn, text(input, "ConsumerName"), kinesis.now())),
  };
}

export function deregisterConsumer(kinesis: Kinesis, { input }: ServiceCall) {
  kinesis.consumers.remove(consumerOf(kinesis, input));
}

export function describeConsumer(kinesis: Kinesis, { input }: ServiceCall) {
  const consumer = consumerOf(kinesis, input);
  return { ConsumerDescription: { ...description(consumer), StreamARN: consumer.streamArn } };
}

export function listConsumers(kinesis: Kinesis, { input }: ServiceCall) {
  return { Consumers: kinesis.consumers.of(text(input, "StreamARN")).map(description) };
}

function description({ name, arn, createdAt }: Consumer) {
  return {
    ConsumerName: name,
    ConsumerARN: arn,
    ConsumerStatus: "ACTIVE",
    ConsumerCreationTimestamp: createdAt / 1000,
  };
}

/** The consumer that a call names by its ARN, or by its name and stream. */
export function consumerOf({ consumers }: Kinesis, input: Input): Consumer {
  const arn = optionalText(input, "ConsumerARN");
  const name = optionalText(input, "ConsumerName");
  const found =
    arn === undefined
      ? consumers.of(text(input, "StreamARN")).find((consumer) => consumer.name === name)
      : consumers.withArn(arn);
  if (found !== undefined) return found;
  throw new AwsError("ResourceNotFoundException", `Consumer ${arn ?? name} not found.`);
}
