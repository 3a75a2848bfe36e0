import { randomUUID } from "node:crypto";
import { AwsError } from "../gateway/aws-error.ts";

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const FORM = new RegExp(`^(${UUID}) ${UUID}$`);

/** A handle for one receipt of a message. */
export const newReceiptHandle = (messageId: string): string =>
  Buffer.from(`${messageId} ${randomUUID()}`).toString("base64");

/** The message that a handle was given for, here or in the queue that it was moved from. Throws for any other text. */
export function messageIdOf(receiptHandle: string): string {
  const id = FORM.exec(Buffer.from(receiptHandle, "base64").toString())?.[1];
  if (id !== undefined) return id;
  const message = `The input receipt handle "${receiptHandle}" is not a valid receipt handle.`;
  throw new AwsError("ReceiptHandleIsInvalid", message, 400);
}
