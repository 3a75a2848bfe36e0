import { randomUUID } from "node:crypto";
import { asciiJson, asciiPayload, type Payload } from "../lambda/payload.ts";

/** A record of the source, taken out of its KPL aggregate where it was in one. */
export interface SourceRecord {
  recordId: string;
  shardId: string;
  sequenceNumber: string;
  /** Index in the aggregate; empty outside one. */
  subsequenceNumber: string;
  partitionKey: string;
  /** Epoch ms. */
  arrivalTime: number;
  data: Buffer;
}

export interface EventPlace {
  deliveryStreamArn: string;
  sourceKinesisStreamArn: string;
  region: string;
}

/** The payload that the transform is invoked with. */
export function transformEvent(records: readonly SourceRecord[], place: EventPlace): Payload {
  const head = asciiJson({ invocationId: randomUUID(), ...place });
  const pieces: (string | Buffer)[] = [`${head.slice(0, -1)},"records":[`];
  for (const record of records) {
    if (pieces.length > 1) pieces.push(",");
    pieces.push(`{"data":"`, record.data, `",${factsOf(record).slice(1)}`);
  }
  pieces.push("]}");
  return asciiPayload(pieces);
}

const factsOf = ({
  recordId,
  arrivalTime,
  sequenceNumber,
  subsequenceNumber,
  partitionKey,
  shardId,
}: SourceRecord): string =>
  asciiJson({
    recordId,
    approximateArrivalTimestamp: arrivalTime,
    kinesisRecordMetadata: {
      sequenceNumber,
      subsequenceNumber,
      partitionKey,
      shardId,
      approximateArrivalTimestamp: arrivalTime,
    },
  });

/** What the transform made of one record. */
export type TransformedRecords =
  | { result: "Ok"; record: SourceRecord; data: Buffer; partitionKeys: Readonly<Record<string, string>> }
  | { result: "Dropped"; record: SourceRecord }
  | { result: "ProcessingFailed"; record: SourceRecord; errorCode: string; errorMessage: string };

/** "Amazon Data Firehose quotas": a record before base64. */
const RECORD_BYTES = 1_024_000;

/** Reads the transform's result. Every record of the batch gets exactly one verdict, whatever the result says. */
export function readAnswer(
  payload: Pick<Payload, "value">,
  batch: readonly SourceRecord[],
): TransformedRecords[] {
  const answers = answersById(payload);
  if (!answers) {
    return failAll(batch, "Lambda.JsonProcessingException", "The answer has no list of records.");
  }
  return batch.map((record) => {
    const [answer, ...more] = answers.get(record.recordId) ?? [];
    if (!answer) return failed(record, "Lambda.MissingRecordId", "The answer has no such recordId.");
    if (more.length > 0)
      return failed(record, "Lambda.DuplicatedRecordId", "The answer has the recordId twice.");
    return verdict(record, answer);
  });
}

export const failAll = (
  batch: readonly SourceRecord[],
  code: string,
  message: string,
): TransformedRecords[] => batch.map((record) => failed(record, code, message));

const failed = (record: SourceRecord, errorCode: string, errorMessage: string): TransformedRecords => ({
  result: "ProcessingFailed",
  record,
  errorCode,
  errorMessage,
});

type Answer = Record<string, unknown>;

function answersById(payload: Pick<Payload, "value">): Map<string, Answer[]> | undefined {
  const { records } = (payload.value() ?? {}) as { records?: unknown };
  if (!Array.isArray(records)) return undefined;
  const byId = new Map<string, Answer[]>();
  for (const answer of records as Answer[]) {
    const id = String(answer?.recordId);
    byId.set(id, [...(byId.get(id) ?? []), answer]);
  }
  return byId;
}

function verdict(record: SourceRecord, answer: Answer): TransformedRecords {
  if (answer.result === "Dropped") return { result: "Dropped", record };
  if (answer.result === "ProcessingFailed")
    return failed(record, "Lambda.ProcessingFailedStatus", "ProcessingFailed status set for record");
  if (answer.result !== "Ok")
    return failed(
      record,
      "Lambda.JsonProcessingException",
      `The result ${String(answer.result)} is not one of three.`,
    );
  if (typeof answer.data !== "string")
    return failed(record, "Lambda.JsonProcessingException", "The record has no data.");
  const data = Buffer.from(answer.data, "base64");
  if (data.byteLength > RECORD_BYTES)
    return failed(
      record,
      "Lambda.RecordTooLarge",
      `The record has ${data.byteLength} bytes after the transform.`,
    );
  const metadata = answer.metadata as { partitionKeys?: Record<string, unknown> } | undefined;
  const keys = Object.entries(metadata?.partitionKeys ?? {}).filter(([, value]) => typeof value === "string");
  return { result: "Ok", record, data, partitionKeys: Object.fromEntries(keys) as Record<string, string> };
}
