/** What `names.test.ts` still lets pass. These lists only shrink: an entry that is no longer needed fails the test. */

/** Names that several files export with several meanings. */
export const ambiguousNames = [
  "Answer",
  "Answered",
  "Fields",
  "Found",
  "Input",
  "Layout",
  "Outcome",
  "filesOf",
  "key",
  "layoutOf",
  "layouts",
  "page",
  "place",
  "text",
  "textsOf",
  "whole",
] as const;

/** Files with a limit that is called MOST_…. */
export const filesWithMost = [
  "scripts/lookups/check.ts",
  "scripts/lookups/row-report.ts",
  "scripts/lookups/store.ts",
  "shared/mapping/names.ts",
] as const;

/** Files in whose comments something "answers". */
export const filesWithAnswers = [
  "functions/enrich/meters.ts",
  "functions/enrich/session/doubt.ts",
  "scripts/bench/events.ts",
  "scripts/local/aws/contract/gateway.ts",
  "scripts/local/aws/contract/s3.ts",
  "scripts/local/aws/gateway/aws-error.ts",
  "scripts/local/aws/gateway/gateway.ts",
  "scripts/local/aws/gateway/listen.ts",
  "scripts/local/aws/kinesis/hash-key.ts",
  "scripts/local/aws/kinesis/iterator.ts",
  "scripts/local/aws/kinesis/kept-records.ts",
  "scripts/local/aws/kinesis/service.ts",
  "scripts/local/aws/sqs/attributes.ts",
  "scripts/local/aws/sqs/queues.ts",
  "scripts/local/runtime/lambda/payload.ts",
  "scripts/lookups/store.ts",
  "shared/event/scan.ts",
  "shared/event/scan/scanned-event.ts",
  "shared/json/line-buffer.ts",
  "shared/redis/look-up/table.ts",
  "test/scripts/local/aws/kinesis/conformance.test.ts",
  "test/scripts/local/aws/local-aws.ts",
  "test/scripts/local/runtime/small-stack.ts",
  "test/shared/event/scan/text-cache.test.ts",
] as const;
