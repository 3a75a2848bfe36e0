import type { ServiceCall } from "../contract.ts";
import { AwsError } from "../gateway/aws-error.ts";
import { optionalText, text } from "./input.ts";
import type { Kinesis } from "./streams.ts";

export interface Consumer {
  name: string;
  arn: string;
  streamArn: string;
  createdAt: number;
  /** The newest of each shard, by the shard's id. */
  readonly subscriptions: Map<string, Subscription>;
}

export interface Subscription {
  /** Epoch ms. */
  since: number;
  replaced: AbortController;
}

/** Enhanced fan-out consumers, by ARN. */
export class Consumers {
  private readonly byArn = new Map<string, Consumer>();

  of(streamArn: string): Consumer[] {
    return [...this.byArn.values()].filter((consumer) => consumer.streamArn === streamArn);
  }

  add(streamArn: string, name: string, now: number): Consumer {
    if (this.of(streamArn).some((consumer) => consumer.name === name)) {
      throw new AwsError("ResourceInUseException", `Consumer ${name} of ${streamArn} already exists.`);
    }
    const arn = `${streamArn}/consumer/${name}:${Math.floor(now / 1000)}`;
    const consumer: Consumer = { name, arn, streamArn, createdAt: now, subscriptions: new Map() };
    this.byArn.set(arn, consumer);
    return consumer;
  }

  /** The consumer that a call names by its ARN, or by its name and stream. */
  find(input: Record<string, unknown>): Consumer {
    const arn = optionalText(input, "ConsumerARN");
    const name = optionalText(input, "ConsumerName");
    const found =
      arn === undefined
        ? this.of(text(input, "StreamARN")).find((consumer) => consumer.name === name)
        : this.byArn.get(arn);
    if (found === undefined)
      throw new AwsError("ResourceNotFoundException", `Consumer ${arn ?? name} not found.`);
    return found;
  }

  remove(consumer: Consumer): void {
    this.byArn.delete(consumer.arn);
  }

  forget(streamArn: string): void {
    for (const consumer of this.of(streamArn)) this.remove(consumer);
  }
}

export function registerConsumer(kinesis: Kinesis, { input }: ServiceCall) {
  const streamArn = text(input, "StreamARN");
  kinesis.stream(streamArn.slice(streamArn.indexOf("/") + 1));
  return {
    Consumer: description(kinesis.consumers.add(streamArn, text(input, "ConsumerName"), kinesis.now())),
  };
}

export function deregisterConsumer(kinesis: Kinesis, { input }: ServiceCall) {
  kinesis.consumers.remove(kinesis.consumers.find(input));
}

export function describeConsumer(kinesis: Kinesis, { input }: ServiceCall) {
  const consumer = kinesis.consumers.find(input);
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
