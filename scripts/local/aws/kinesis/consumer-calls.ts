import type { ServiceCall } from "../contract.ts";
import { AwsError } from "../gateway/aws-error.ts";
import type { Consumer } from "./consumers.ts";
import { inputText, type KinesisInput, optionalText } from "./input.ts";
import type { Kinesis } from "./streams.ts";

export function registerConsumer(kinesis: Kinesis, { input }: ServiceCall) {
  const streamArn = inputText(input, "StreamARN");
  kinesis.stream(streamArn.slice(streamArn.indexOf("/") + 1));
  return {
    Consumer: description(kinesis.consumers.add(streamArn, inputText(input, "ConsumerName"), kinesis.now())),
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
  return { Consumers: kinesis.consumers.of(inputText(input, "StreamARN")).map(description) };
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
export function consumerOf({ consumers }: Kinesis, input: KinesisInput): Consumer {
  const arn = optionalText(input, "ConsumerARN");
  const name = optionalText(input, "ConsumerName");
  const found =
    arn === undefined
      ? consumers.of(inputText(input, "StreamARN")).find((consumer) => consumer.name === name)
      : consumers.withArn(arn);
  if (found !== undefined) return found;
  throw new AwsError("ResourceNotFoundException", `Consumer ${arn ?? name} not found.`);
}
