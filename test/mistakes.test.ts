import { eachIsGuarded } from "./guards.ts";

/** Mistakes that pipelines on these services are known for, and the test that each would fail here. */
eachIsGuarded([
  [
    "only exceptions checked, not the entries of PutRecords",
    "shared/aws/kinesis.test.ts",
    "resends only the refused entries, whatever FailedRecordCount says",
  ],
  [
    "records of a stream batch processed in parallel",
    "functions/enrich/order.test.ts",
    "is folded in its order, not in parallel",
  ],
  [
    "a middleware that rewrites kinesis.data as UTF-8 in place",
    "shared/lambda.test.ts",
    "no middleware rewrites the data of its records",
  ],
  [
    "a batch helper that drops Firehose's partitionKeys",
    "functions/archive/handler.test.ts",
    "hands a good pack on with its partition, one event a line",
  ],
  ["one bad body poisons a batch", "functions/enrich/poison.test.ts", "one bad body does not poison a batch"],
  [
    "one bad message on the queue poisons its batch",
    "functions/failed/handler.test.ts",
    "one message that cannot be written comes again alone",
  ],
  [
    "swallowed errors and an empty list of failures",
    "shared/lambda.test.ts",
    "is refused when there is none, because Lambda takes that for success",
  ],
  [
    "failures that cannot be filed, and are forgotten",
    "functions/enrich/handler.test.ts",
    "a failure that cannot be filed brings its record back",
  ],
  [
    "the SQS destination thought to contain the records",
    "functions/failed/handler.test.ts",
    "reads an abandoned batch from the stream, one row a user record",
  ],
  [
    "the whole range taken for the batch, other lanes' records included",
    "functions/failed/lane.test.ts",
    "never leaves out a record of the batch, and never doubts without need",
  ],
  [
    "the whole batch retried after partial success",
    "functions/enrich/handler.test.ts",
    "an event whose pack was refused brings its record back; the others stay done",
  ],
  [
    "sequence numbers compared as text or as numbers",
    "scripts/local/runtime/triggers/kinesis/response.test.ts",
    "the lowest by value, though 100 is before 99 as text",
  ],
  ["UnprocessedItems ignored", "shared/aws/dynamodb.test.ts", "sends unprocessed items again"],
  [
    "an Elasticsearch cursor of the timestamp alone",
    "functions/produce/handler.test.ts",
    "documents of one moment over several pages and polls are neither lost nor doubled",
  ],
  [
    "a checkpoint that moves before the stream has acknowledged",
    "functions/produce/handler.test.ts",
    "saves the cursor only after the stream and the failed path have taken everything",
  ],
  ["StartingPosition LATEST", "infra/checks.test.ts", "a start at LATEST"],
  [
    "retryAttempts and parallelizationFactor swapped",
    "infra/triggers.test.ts",
    "takes each figure for what it is",
  ],
  [
    "a transform response over 6 MB",
    "functions/archive/handler.test.ts",
    "never answers more than Lambda may, and writes the rest itself: $what",
  ],
  [
    "a payload decoded as ASCII",
    "functions/enrich/order.test.ts",
    "nothing decodes it as ASCII, or as UTF-8 too early",
  ],
  [
    "a timestamp for the partition key: neither order nor locality",
    "shared/publish/publish.test.ts",
    "puts every event once, in packs of one lane whose key is the lane",
  ],
  [
    "stale events dropped with a log line",
    "functions/enrich/steps/time.test.ts",
    "older than 72 hours is late, not dropped",
  ],
]);
