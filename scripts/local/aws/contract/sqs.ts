export interface SqsMessage {
  messageId: string;
  receiptHandle: string;
  body: string;
  md5OfBody: string;
  /** System attributes: ApproximateReceiveCount, SentTimestamp, ApproximateFirstReceiveTimestamp, … */
  attributes: Record<string, string>;
  messageAttributes: Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>;
  /** Absent where there are no message attributes. */
  md5OfMessageAttributes?: string;
}

export interface SqsQueues {
  /** Attributes as in CreateQueue (strings). A redrive target must exist before. Returns the queue's URL. */
  createQueue(name: string, attributes?: Record<string, string>): string;
  url(name: string): string;
  arn(name: string): string;
  send(name: string, body: string): void;
  /** Up to `max` (1–10) messages, waiting at most `waitSeconds` (0–20) for the first. Visibility as the queue says. */
  receive(
    name: string,
    options?: { max?: number; waitSeconds?: number; visibilitySeconds?: number },
  ): Promise<SqsMessage[]>;
  delete(name: string, receiptHandle: string): void;
  changeVisibility(name: string, receiptHandle: string, seconds: number): void;
  /** Messages that can be received now, that are in flight, and that are delayed. */
  depth(name: string): { visible: number; inFlight: number; delayed: number };
  /** Resolves at the next message sent to the queue. */
  changed(name: string): Promise<void>;
}
