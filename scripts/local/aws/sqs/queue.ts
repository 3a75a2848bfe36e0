import { hash, randomUUID } from "node:crypto";
import { Changes } from "../changes.ts";
import type { SqsMessage } from "../contract.ts";
import { attributesMd5 } from "./attribute-digest.ts";
import { type QueueSettings, queueAttributes, settingsOf } from "./attributes.ts";
import { messageIdOf, newReceiptHandle } from "./receipt-handle.ts";

interface Stored {
  messageId: string;
  body: string;
  md5OfBody: string;
  messageAttributes: SqsMessage["messageAttributes"];
  systemAttributes: Record<string, string>;
  sentAt: number;
  firstReceivedAt: number | undefined;
  receiveCount: number;
  /** Of those, how many in the queues that it was moved from. */
  receivedBefore: number;
  /** Until then it is in flight or delayed. */
  hiddenUntil: number;
  receiptHandle: string | undefined;
}

export interface NewMessage {
  body: string;
  messageAttributes?: SqsMessage["messageAttributes"];
  systemAttributes?: Record<string, string>;
  delaySeconds?: number;
}

/** A standard queue. Time is what the given clock says: nothing happens to a message before somebody looks. */
export class Queue extends Changes {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  settings: QueueSettings;
  private readonly now: () => number;
  private readonly deadLetters: (arn: string) => Queue | undefined;
  /** In the order in which they can be received. */
  private readonly ready = new Map<string, Stored>();
  private readonly hidden = new Map<string, Stored>();

  constructor(
    name: string,
    arn: string,
    attributes: Record<string, string>,
    now: () => number,
    deadLetters: (arn: string) => Queue | undefined,
  ) {
    super();
    this.name = name;
    this.arn = arn;
    this.settings = settingsOf(attributes);
    this.now = now;
    this.createdAt = now();
    this.deadLetters = deadLetters;
  }

  send(message: NewMessage): Stored {
    const now = this.now();
    const delay = message.delaySeconds ?? this.settings.delaySeconds;
    const stored: Stored = {
      messageId: randomUUID(),
      body: message.body,
      md5OfBody: hash("md5", message.body, "hex"),
      messageAttributes: message.messageAttributes ?? {},
      systemAttributes: message.systemAttributes ?? {},
      sentAt: now,
      firstReceivedAt: undefined,
      receiveCount: 0,
      receivedBefore: 0,
      hiddenUntil: now + delay * 1000,
      receiptHandle: undefined,
    };
    (delay > 0 ? this.hidden : this.ready).set(stored.messageId, stored);
    this.announce();
    return stored;
  }

  /** What can be received now, at most `max`. Messages received too often go to the dead-letter queue instead. */
  take(max: number, visibilitySeconds = this.settings.visibilityTimeout): SqsMessage[] {
    this.refresh();
    const taken: SqsMessage[] = [];
    for (const stored of this.ready.values()) {
      if (taken.length >= max) break;
      this.ready.delete(stored.messageId);
      if (!this.redrive(stored)) taken.push(this.receive(stored, visibilitySeconds));
    }
    return taken;
  }

  /**
   * Only the newest receipt handle deletes; an older one, and one of a message that is gone, succeeds without effect, as
   * on AWS. Throws for a text that is no receipt handle.
   */
  delete(receiptHandle: string): void {
    const stored = this.find(receiptHandle);
    if (stored?.receiptHandle !== receiptHandle) return;
    this.ready.delete(stored.messageId);
    this.hidden.delete(stored.messageId);
  }

  /**
   * A message that became visible again is hidden anew, as long as nobody else has received it. False: the handle is not
   * the newest of a message. Throws for a text that is no receipt handle.
   */
  changeVisibility(receiptHandle: string, seconds: number): boolean {
    this.refresh();
    const stored = this.find(receiptHandle);
    if (stored?.receiptHandle !== receiptHandle) return false;
    stored.hiddenUntil = this.now() + seconds * 1000;
    this.ready.delete(stored.messageId);
    this.hidden.set(stored.messageId, stored);
    this.announce();
    return true;
  }

  purge(): void {
    this.ready.clear();
    this.hidden.clear();
  }

  depth(): { visible: number; inFlight: number; delayed: number } {
    this.refresh();
    const delayed = [...this.hidden.values()].filter((stored) => stored.receiveCount === 0).length;
    return { visible: this.ready.size, inFlight: this.hidden.size - delayed, delayed };
  }

  attributes(): Record<string, string> {
    return { ...queueAttributes(this.settings), ...this.figures() };
  }

  /** When the next hidden message can be received, as the clock tells time. */
  nextVisibleAt(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const stored of this.hidden.values()) earliest = Math.min(earliest, stored.hiddenUntil);
    return earliest;
  }

  private figures(): Record<string, string> {
    const { visible, inFlight, delayed } = this.depth();
    return {
      QueueArn: this.arn,
      CreatedTimestamp: String(Math.floor(this.createdAt / 1000)),
      LastModifiedTimestamp: String(Math.floor(this.createdAt / 1000)),
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      ApproximateNumberOfMessagesDelayed: String(delayed),
    };
  }

  private receive(stored: Stored, visibilitySeconds: number): SqsMessage {
    const now = this.now();
    stored.receiveCount++;
    stored.firstReceivedAt ??= now;
    stored.hiddenUntil = now + visibilitySeconds * 1000;
    stored.receiptHandle = newReceiptHandle(stored.messageId);
    this.hidden.set(stored.messageId, stored);
    return {
      messageId: stored.messageId,
      receiptHandle: stored.receiptHandle,
      body: stored.body,
      md5OfBody: stored.md5OfBody,
      messageAttributes: stored.messageAttributes,
      ...digestOf(stored.messageAttributes),
      attributes: {
        ...stored.systemAttributes,
        ApproximateReceiveCount: String(stored.receiveCount),
        SentTimestamp: String(stored.sentAt),
        SenderId: this.arn.split(":")[4] ?? "",
        ApproximateFirstReceiveTimestamp: String(stored.firstReceivedAt),
      },
    };
  }

  /** A moved message keeps its id, its count and the time it was first sent, which is what its retention counts from. */
  private redrive(stored: Stored): boolean {
    const { redrive } = this.settings;
    const received = stored.receiveCount - stored.receivedBefore;
    if (redrive === undefined || received < redrive.maxReceiveCount) return false;
    const target = this.deadLetters(redrive.deadLetterTargetArn);
    if (target === undefined) return false;
    const systemAttributes = { ...stored.systemAttributes, DeadLetterQueueSourceArn: this.arn };
    target.ready.set(stored.messageId, {
      ...stored,
      systemAttributes,
      receiptHandle: undefined,
      receivedBefore: stored.receiveCount,
    });
    target.announce();
    return true;
  }

  private find(receiptHandle: string): Stored | undefined {
    const id = messageIdOf(receiptHandle);
    return this.hidden.get(id) ?? this.ready.get(id);
  }

  /** Brings back what is no longer hidden and drops what retention has ended for. */
  private refresh(): void {
    const now = this.now();
    const horizon = now - this.settings.retentionSeconds * 1000;
    for (const [id, stored] of this.hidden) {
      if (stored.hiddenUntil > now) continue;
      this.hidden.delete(id);
      this.ready.set(id, stored);
    }
    for (const [id, stored] of this.ready) if (stored.sentAt < horizon) this.ready.delete(id);
  }
}

const digestOf = (attributes: SqsMessage["messageAttributes"]) =>
  Object.keys(attributes).length === 0 ? {} : { md5OfMessageAttributes: attributesMd5(attributes) };
