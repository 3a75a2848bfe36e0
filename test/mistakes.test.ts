import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

/**
 * Mistakes that pipelines on these services are known for, and the test that each would fail here. A test that is
 * renamed or removed leaves its mistake unguarded, which this one reports.
 */
const guards: { mistake: string; file: string; title: string }[] = [
  {
    mistake: "only exceptions checked, not the entries of PutRecords",
    file: "shared/aws/kinesis.test.ts",
    title: "resends only the refused entries, whatever FailedRecordCount says",
  },
  {
    mistake: "records of a stream batch processed in parallel",
    file: "functions/enrich/order.test.ts",
    title: "is folded in its order, not in parallel",
  },
  {
    mistake: "a middleware that rewrites kinesis.data as UTF-8 in place",
    file: "shared/lambda.test.ts",
    title: "no middleware rewrites the data of its records",
  },
  {
    mistake: "a batch helper that drops Firehose's partitionKeys",
    file: "functions/archive/handler.test.ts",
    title: "hands a good pack on with its partition, one event a line",
  },
  {
    mistake: "one bad body poisons a batch",
    file: "functions/enrich/poison.test.ts",
    title: "one bad body does not poison a batch",
  },
  {
    mistake: "one bad message on the queue poisons its batch",
    file: "functions/failed/handler.test.ts",
    title: "one message that cannot be written comes again alone",
  },
  {
    mistake: "swallowed errors and an empty list of failures",
    file: "shared/lambda.test.ts",
    title: "is refused when there is none, because Lambda takes that for success",
  },
  {
    mistake: "failures that cannot be filed, and are forgotten",
    file: "functions/enrich/handler.test.ts",
    title: "a failure that cannot be filed brings its record back",
  },
  {
    mistake: "the SQS destination thought to contain the records",
    file: "functions/failed/handler.test.ts",
    title: "reads an abandoned batch from the stream, one row a user record",
  },
  {
    mistake: "the whole range taken for the batch, other lanes' records included",
    file: "functions/failed/lane.test.ts",
    title: "never leaves out a record of the batch, and never doubts without need",
  },
  {
    mistake: "the whole batch retried after partial success",
    file: "functions/enrich/handler.test.ts",
    title: "an event whose pack was refused brings its record back; the others stay done",
  },
  {
    mistake: "sequence numbers compared as text or as numbers",
    file: "scripts/local/runtime/triggers/kinesis/response.test.ts",
    title: "the lowest by value, though 100 is before 99 as text",
  },
  {
    mistake: "UnprocessedItems ignored",
    file: "shared/aws/dynamodb.test.ts",
    title: "sends unprocessed items again",
  },
  {
    mistake: "an Elasticsearch cursor of the timestamp alone",
    file: "functions/produce/handler.test.ts",
    title: "documents of one moment over several pages and polls are neither lost nor doubled",
  },
  {
    mistake: "a checkpoint that moves before the stream has acknowledged",
    file: "functions/produce/handler.test.ts",
    title: "saves the cursor only after the stream and the failed path have taken everything",
  },
  {
    mistake: "StartingPosition LATEST",
    file: "infra/checks.test.ts",
    title: "a start at LATEST",
  },
  {
    mistake: "retryAttempts and parallelizationFactor swapped",
    file: "infra/triggers.test.ts",
    title: "takes each figure for what it is",
  },
  {
    mistake: "a transform response over 6 MB",
    file: "functions/archive/handler.test.ts",
    title: "never answers more than Lambda may, and leaves the rest to Firehose",
  },
  {
    mistake: "a payload decoded as ASCII",
    file: "functions/enrich/order.test.ts",
    title: "nothing decodes it as ASCII, or as UTF-8 too early",
  },
  {
    mistake: "a timestamp for the partition key: neither order nor locality",
    file: "shared/publish/publish.test.ts",
    title: "puts every event once, in packs of one lane whose key is the lane",
  },
  {
    mistake: "stale events dropped with a log line",
    file: "functions/enrich/steps/time.test.ts",
    title: "older than 72 hours is late, not dropped",
  },
];

test.each(guards)("$mistake: guarded by $file", ({ file, title }) => {
  expect(readFileSync(join(import.meta.dirname, file), "utf8")).toContain(title);
});
