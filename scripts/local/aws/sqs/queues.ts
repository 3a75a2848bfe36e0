import { type AwsAccount, arnOf } from "../arn.ts";
import type { SqsMessage, SqsQueues } from "../contract.ts";
import { AwsError } from "../gateway/aws-error.ts";
import { unsupportedFifo } from "./attributes.ts";
import { Queue } from "./queue.ts";

export interface ReceiveOptions {
  max?: number;
  waitSeconds?: number;
  visibilitySeconds?: number;
}

export class Queues implements SqsQueues {
  private readonly place: AwsAccount;
  private readonly now: () => number;
  private readonly baseUrl: () => string;
  private readonly byName = new Map<string, Queue>();
  private released = false;

  constructor(place: AwsAccount, now: () => number, baseUrl: () => string) {
    this.place = place;
    this.now = now;
    this.baseUrl = baseUrl;
  }

  get names(): string[] {
    return [...this.byName.keys()].sort();
  }

  /** Creating a queue again with the same attributes is no error, as on AWS. */
  createQueue(name: string, attributes: Record<string, string> = {}): string {
    if (name.endsWith(".fifo")) throw unsupportedFifo();
    if (!/^[\w-]{1,80}$/.test(name)) {
      throw new AwsError(
        "InvalidParameterValue",
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
      );
    }
    const existing = this.byName.get(name);
    const queue = new Queue(name, this.arn(name), attributes, this.now, (arn) => this.byArn(arn));
    if (existing !== undefined) this.assertSame(existing, queue);
    else {
      this.assertTarget(queue);
      this.byName.set(name, queue);
    }
    return this.url(name);
  }

  deleteQueue(name: string): void {
    this.queue(name).announce();
    this.byName.delete(name);
  }

  /** The queue of a name or URL. */
  queue(nameOrUrl: string): Queue {
    const queue = this.byName.get(nameOrUrl.slice(nameOrUrl.lastIndexOf("/") + 1));
    if (queue !== undefined) return queue;
    const message = "The specified queue does not exist.";
    throw new AwsError("QueueDoesNotExist", message, 400, "AWS.SimpleQueueService.NonExistentQueue");
  }

  url(name: string): string {
    return `${this.baseUrl()}/${this.place.accountId}/${name}`;
  }

  arn(name: string): string {
    return arnOf("sqs", this.place, name);
  }

  send(name: string, body: string): void {
    this.queue(name).send({ body });
  }

  /** Returns as soon as there is anything; waits on changes and on hidden messages that come back. */
  async receive(name: string, options: ReceiveOptions = {}): Promise<SqsMessage[]> {
    const queue = this.queue(name);
    const waitSeconds = options.waitSeconds ?? queue.settings.waitSeconds;
    const deadline = Date.now() + waitSeconds * 1000;
    for (;;) {
      const messages = queue.take(options.max ?? 1, options.visibilitySeconds);
      const left = deadline - Date.now();
      if (messages.length > 0 || left <= 0 || this.released || !this.byName.has(queue.name)) return messages;
      await changeOrTime(queue, Math.min(left, Math.max(1, queue.nextVisibleAt() - this.now())));
    }
  }

  delete(name: string, receiptHandle: string): void {
    this.queue(name).delete(receiptHandle);
  }

  changeVisibility(name: string, receiptHandle: string, seconds: number): void {
    this.queue(name).changeVisibility(receiptHandle, seconds);
  }

  depth(name: string) {
    return this.queue(name).depth();
  }

  changed(name: string): Promise<void> {
    return this.queue(name).changed();
  }

  /** Ends every long poll, once the gateway closes. */
  release(): void {
    this.released = true;
    for (const queue of this.byName.values()) queue.announce();
  }

  byArn(arn: string): Queue | undefined {
    return this.byName.get(arn.slice(arn.lastIndexOf(":") + 1));
  }

  assertTarget(queue: Queue): void {
    const target = queue.settings.redrive?.deadLetterTargetArn;
    if (target === undefined || this.byArn(target) !== undefined) return;
    const message = `Value ${target} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`;
    throw new AwsError("InvalidParameterValue", message);
  }

  private assertSame(existing: Queue, asked: Queue): void {
    for (const [name, value] of Object.entries(asked.settings.given)) {
      if (existing.attributes()[name] === value) continue;
      const message = `A queue already exists with the same name and a different value for attribute ${name}`;
      throw new AwsError("QueueNameExists", message, 400, "QueueAlreadyExists");
    }
  }
}

function changeOrTime(queue: Queue, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(settle, ms);
    const stop = queue.onChange(settle);
  });
}
