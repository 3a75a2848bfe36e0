import { AwsError } from "../gateway/aws-error.ts";

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

  withArn(arn: string): Consumer | undefined {
    return this.byArn.get(arn);
  }

  remove(consumer: Consumer): void {
    this.byArn.delete(consumer.arn);
  }

  forget(streamArn: string): void {
    for (const consumer of this.of(streamArn)) this.remove(consumer);
  }
}
