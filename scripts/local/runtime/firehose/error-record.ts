import type { SourceRecord } from "./transform-event.ts";

/** Kinds of error object, as they stand in the error prefix. */
export type ErrorType =
  | "processing-failed"
  | "format-conversion-failed"
  | "activePartitionExceeded"
  | "partitioning-failed";

export interface FailedDelivery {
  source: SourceRecord;
  /** The bytes that failed: the source's, or what the transform made of them. */
  data: Uint8Array;
  errorCode: string;
  errorMessage: string;
  attemptsMade: number;
  /** Epoch ms. */
  attemptEndingTimestamp: number;
}

export interface ErrorFacts {
  lambdaArn?: string;
  dataCatalogTable?: { databaseName: string; tableName: string; region: string; catalogId: string };
}

/** One line of an error object, with the fields that Firehose writes for its kind of error. */
export function errorRecord(
  type: ErrorType,
  failed: FailedDelivery,
  facts: ErrorFacts,
): Record<string, unknown> {
  const { source, data } = failed;
  const common = {
    attemptsMade: failed.attemptsMade,
    arrivalTimestamp: source.arrivalTime,
    errorCode: failed.errorCode,
    errorMessage: failed.errorMessage,
    attemptEndingTimestamp: failed.attemptEndingTimestamp,
    rawData: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64"),
  };
  if (type === "processing-failed") return { ...common, lambdaArn: facts.lambdaArn };
  return {
    ...common,
    sequenceNumber: source.sequenceNumber,
    subSequenceNumber: source.subsequenceNumber === "" ? null : Number(source.subsequenceNumber),
    ...(type === "format-conversion-failed" && {
      dataCatalogTable: { ...facts.dataCatalogTable, versionId: "LATEST" },
    }),
  };
}
