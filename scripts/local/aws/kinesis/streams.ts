import { type AwsAccount, arnOf } from "../arn.ts";
import type { KinesisStreams, StreamOptions, Taps } from "../contract.ts";
import { AwsError } from "../gateway/aws-error.ts";
import { Consumers } from "./consumers.ts";
import { Stream } from "./stream.ts";

/** All streams of the local account. */
export class Kinesis implements KinesisStreams {
  readonly consumers = new Consumers();
  readonly place: AwsAccount;
  readonly now: () => number;
  private readonly taps: Taps;
  private readonly byName = new Map<string, Stream>();

  constructor(place: AwsAccount, now: () => number, taps: Taps) {
    this.place = place;
    this.now = now;
    this.taps = taps;
  }

  get streams(): Stream[] {
    return [...this.byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  createStream(name: string, shardCount: number, options: StreamOptions = {}): Stream {
    if (!/^[a-zA-Z0-9_.-]{1,128}$/.test(name)) throw invalidName(name);
    if (!Number.isInteger(shardCount) || shardCount < 1 || shardCount > 10_000)
      throw invalidCount(shardCount);
    if (this.byName.has(name)) throw this.exists(name);
    const stream = new Stream(name, shardCount, options, {
      arn: arnOf("kinesis", this.place, `stream/${name}`),
      accountId: this.place.accountId,
      now: this.now,
      onPut: (streamName, records, caller) => this.taps.onKinesisPut?.(streamName, records, caller),
    });
    this.byName.set(name, stream);
    return stream;
  }

  stream(name: string): Stream {
    const stream = this.byName.get(name);
    if (stream !== undefined) return stream;
    const message = `Stream ${name} under account ${this.place.accountId} not found.`;
    throw new AwsError("ResourceNotFoundException", message);
  }

  deleteStream(name: string): void {
    const stream = this.stream(name);
    this.byName.delete(name);
    this.consumers.forget(stream.arn);
    stream.announce();
  }

  /** Wakes every waiting reader, once the gateway closes. */
  release(): void {
    for (const stream of this.streams) stream.announce();
  }

  private exists(name: string): AwsError {
    const message = `Stream ${name} under account ${this.place.accountId} already exists.`;
    return new AwsError("ResourceInUseException", message);
  }
}

function invalidName(name: string): AwsError {
  return new AwsError(
    "ValidationException",
    `1 validation error detected: Value '${name}' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+`,
  );
}

function invalidCount(count: number): AwsError {
  return new AwsError(
    "ValidationException",
    `1 validation error detected: Value '${count}' at 'shardCount' failed to satisfy constraint: Member must have value greater than or equal to 1 and less than or equal to 10000`,
  );
}
