import { describe } from "@jest/globals";
import { eachIsGuarded } from "./guards.ts";

/**
 * What the services are known to do, and the test that shows the local stand-in doing it, or the pipeline being ready
 * for it. Where AWS documents a rule that no stand-in plays, the check at synth is named.
 */
const trigger = "scripts/local/runtime/triggers/kinesis";
const firehose = "scripts/local/runtime/firehose";

describe("event source mappings on a stream", () =>
  eachIsGuarded([
    ["batches by count, window and 6 MB, of one shard", `${trigger}/lane.test.ts`, "what a lane does next"],
    ["a payload is never over 6 MB", `${trigger}/event.test.ts`, "is never larger than the sizes"],
    [
      "parallel lanes keep each key's order",
      `${trigger}/mapping.test.ts`,
      "keeps each key's order over parallel lanes",
    ],
    [
      "the lowest number is the checkpoint, successes after it come again",
      `${trigger}/mapping.test.ts`,
      "a partial failure delivers the reported record and the successes after it again",
    ],
    [
      "sequence numbers compare by value",
      `${trigger}/response.test.ts`,
      "the lowest by value, though 100 is before 99 as text",
    ],
    ["an unknown identifier fails the whole batch", `${trigger}/response.test.ts`, "an unknown identifier"],
    ["null and an empty object are a success", `${trigger}/response.test.ts`, "an empty object"],
    [
      "an accidental undefined is refused by the wrapper",
      "shared/lambda.test.ts",
      "is refused when there is none, because Lambda takes that for success",
    ],
    [
      "retries count invocations after the first, and bisecting costs none",
      `${trigger}/retry.test.ts`,
      "a batch after its invocation",
    ],
    [
      "throttling ignores the quota",
      `${trigger}/mapping.test.ts`,
      "throttling is tried again for ever, whatever the retry quota",
    ],
    [
      "bisect isolates the bad record",
      `${trigger}/mapping.test.ts`,
      "bisect isolates the one bad record, and only that is discarded",
    ],
    [
      "the expired prefix is given up, the rest delivered",
      `${trigger}/lane.test.ts`,
      "what is left after an expired prefix is delivered",
    ],
    [
      "RecordAgeExceeded has no responseContext",
      `${trigger}/event.test.ts`,
      "has no responseContext when the records grew too old",
    ],
    [
      "SQS gets metadata only",
      `${trigger}/on-failure.test.ts`,
      "of SQS gets the metadata and never the records",
    ],
    ["S3 gets the payload, too", `${trigger}/on-failure.test.ts`, "of S3 gets the invocation's payload too"],
    [
      "a range holds other lanes' records",
      "functions/failed/lane.test.ts",
      "never leaves out a record of the batch, and never doubts without need",
    ],
    [
      "a range past retention is counted as lost",
      "functions/failed/handler.test.ts",
      "a range of which the rest is past retention by then is counted as lost",
    ],
    ["a filter drops what is no JSON: never on packs", "infra/checks.test.ts", "a filter on packs"],
    [
      "parents drain before children",
      `${trigger}/mapping.test.ts`,
      "reads a child shard only after its parent's records are finished",
    ],
    [
      "a merged shard waits for both parents",
      `${trigger}/mapping.test.ts`,
      "the child of a merge waits for both of its parents",
    ],
    ["LATEST leaves out what was there", `${trigger}/mapping.test.ts`, "LATEST leaves out what was there"],
    [
      "AT_TIMESTAMP starts at its time",
      `${trigger}/mapping.test.ts`,
      "AT_TIMESTAMP starts at the first record of that time",
    ],
    [
      "fan-out de-aggregates and loses foreign keys",
      `${trigger}/fan-out.test.ts`,
      "delivers the user records of the aggregate's key at its place, and loses all others",
    ],
    ["fan-out and aggregates are an error at synth", "infra/checks.test.ts", "KPL aggregates"],
    [
      "iterator age is that of the oldest unfinished record",
      `${trigger}/mapping.test.ts`,
      "iterator age is that of the oldest record not finished",
    ],
  ]));

describe("streams and aggregates", () =>
  eachIsGuarded([
    [
      "results of PutRecords count one by one",
      "shared/aws/kinesis.test.ts",
      "resends only the refused entries, whatever FailedRecordCount says",
    ],
    [
      "only throughput and internal errors are tried again",
      "shared/aws/kinesis.test.ts",
      "returns a record that the service will never take, and goes on with its key",
    ],
    [
      "later records of a refused key wait",
      "shared/aws/kinesis.test.ts",
      "holds the next record of a key until the one before is acknowledged",
    ],
    [
      "requests keep 500 records and 5 MiB",
      "shared/aws/kinesis.test.ts",
      "no request is over the limits or has a key twice, whatever the sizes",
    ],
    [
      "a shard takes 1,000 records and 1 MiB a second",
      "scripts/local/aws/kinesis/put.test.ts",
      "a shard takes 1,000 records a second and refuses the rest one by one",
    ],
    [
      "a retry makes a copy with a new number",
      "shared/aws/over-http.test.ts",
      "an answer that is lost makes a copy, never a gap",
    ],
    ["an aggregate's MD5 is verified", "shared/pack/kpl.test.ts", "says why bytes are no sound aggregate"],
    [
      "a failed sub-record brings the whole aggregate",
      `${trigger}/mapping.test.ts`,
      "come again whole when one of their records has failed",
    ],
    [
      "the stand-in answers as kinesis-local",
      "scripts/local/aws/kinesis/conformance.test.ts",
      "answers as kinesis-local does",
    ],
  ]));

describe("Firehose", () =>
  eachIsGuarded([
    [
      "every recordId is answered",
      "functions/archive/handler.test.ts",
      "each record is answered and each line is archived, failed or kept once",
    ],
    [
      "Dropped counts as success",
      `${firehose}/delivery.test.ts`,
      "counts a Dropped record and writes it nowhere",
    ],
    [
      "the answer stays below 6 MB",
      "functions/archive/handler.test.ts",
      "never answers more than Lambda may, and writes the rest itself: $what",
    ],
    [
      "ProcessingFailed lands under the error prefix",
      `${firehose}/delivery.test.ts`,
      "keeps a ProcessingFailed record's bytes under the error prefix",
    ],
    [
      "unknown attributes are omitted, keys lowercased",
      `${firehose}/convert/lines.test.ts`,
      "keeps every row, lowercases keys, leaves out what has no column",
    ],
    [
      "a conversion error keeps the record with its fields",
      `${firehose}/delivery.test.ts`,
      "a record that does not convert goes to the error prefix with all its fields",
    ],
    [
      "concatenated JSON is taken",
      `${firehose}/convert/json-objects.test.ts`,
      "whatever the objects and the space between them, they are all found",
    ],
    [
      "500 active partitions, then overflow",
      `${firehose}/delivery.test.ts`,
      "the 501st active partition overflows",
    ],
    ["a Kinesis source starts at LATEST", `${firehose}/delivery.test.ts`, "begins at LATEST"],
    ["aggregates are taken apart first", `${firehose}/delivery.test.ts`, "takes KPL aggregates apart first"],
    [
      "error objects become failed events",
      "functions/failed/handler.test.ts",
      "reads an error object of Firehose, one row an event of each record",
    ],
  ]));

describe("SQS, DynamoDB, Redis and Elasticsearch", () =>
  eachIsGuarded([
    [
      "visibility and maxReceiveCount suit the function",
      "infra/checks.test.ts",
      "a message that comes back while it is processed",
    ],
    [
      "a moved message keeps the time it was first sent",
      "scripts/local/aws/sqs/queues.test.ts",
      "the message moves, with its id and the time it was first sent",
    ],
    [
      "a named message stays on the queue",
      "scripts/local/runtime/triggers/sqs/mapping.test.ts",
      "leaves the named message on the queue and delivers it again",
    ],
    [
      "redelivered failures rewrite the same objects",
      "functions/failed/handler.test.ts",
      "rewrites the same objects with the same bytes",
    ],
    ["UnprocessedItems go again", "shared/aws/dynamodb.test.ts", "sends unprocessed items again"],
    [
      "a key stands once in a request",
      "shared/aws/dynamodb.test.ts",
      "of two items with one key writes the last",
    ],
    [
      "keys of one script share a slot",
      "shared/redis/cluster.test.ts",
      "takes the states of many lanes and gives them back",
    ],
    [
      "a server that took over may lack the last writes",
      "functions/enrich/handler.test.ts",
      "calls the sessions stale that a fail-over may have set back",
    ],
    [
      "a look-up degrades",
      "shared/redis/fact-store.test.ts",
      "after an error and with Redis out of reach the last good value does",
    ],
    [
      "the cursor moves after the acknowledgement",
      "functions/produce/handler.test.ts",
      "saves the cursor only after the stream and the failed path have taken everything",
    ],
    [
      "documents that appear late are found",
      "functions/produce/handler.test.ts",
      "documents that join a moment which was read already are found",
    ],
    [
      "ties at one timestamp lose nothing",
      "functions/produce/handler.test.ts",
      "documents of one moment over several pages and polls are neither lost nor doubled",
    ],
    ["nanoseconds stay", "functions/produce/handler.test.ts", "keeps nanoseconds"],
  ]));
