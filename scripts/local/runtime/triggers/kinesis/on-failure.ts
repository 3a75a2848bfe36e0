import { randomUUID } from "node:crypto";
import type { LocalAws } from "../../../aws/contract.ts";
import type { Payload } from "../../lambda/payload.ts";

/** A discarded batch on its way to its destination. */
export interface Discarded {
  /** Where the records stand, as every destination gets it. */
  notice: Record<string, unknown>;
  shardId: string;
  /** Epoch ms of the notice. */
  at: number;
  /** The event that the function did not take, built only where the destination carries it. */
  event(): Payload;
}

/** Hands a batch over once. Throws when the destination does not take it. */
export type OnFailure = (discarded: Discarded) => Promise<void>;

/** The destination of an ARN; undefined for a service that is none here. */
export function onFailureTo(
  arn: string,
  mappingId: string,
  { sqs, s3 }: Pick<LocalAws, "sqs" | "s3">,
): OnFailure | undefined {
  const name = arn.split(":").at(-1)!;
  switch (arn.split(":")[2]) {
    case "sqs":
      return async ({ notice }) => sqs.send(name, JSON.stringify(notice));
    case "s3":
      return ({ notice, event, shardId, at }) => {
        const body = JSON.stringify({ ...notice, payload: event().text() });
        return s3.put(name, objectKey(mappingId, shardId, at), Buffer.from(body));
      };
  }
}

/** "Retaining discarded batches in S3", AWS Lambda guide: `…/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>`. */
function objectKey(mappingId: string, shardId: string, at: number): string {
  const time = new Date(at).toISOString().slice(0, 19).replaceAll(":", ".");
  const day = time.slice(0, 10).replaceAll("-", "/");
  return `aws/lambda/${mappingId}/${shardId}/${day}/${time}-${randomUUID()}`;
}
