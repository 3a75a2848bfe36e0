/** AWS limits that the code must respect, each with where it is documented. Sizes in bytes, times in milliseconds. */

/** PutRecords, "Kinesis API Reference": entries a request; bytes a request; bytes a record with its partition key. */
export const PUT_RECORDS_ENTRIES = 500;
export const PUT_RECORDS_BYTES = 5 * 1024 * 1024;
/** The service accepts 10 MiB since 2025. The older limit is used, so that a stream of any age takes the record. */
export const RECORD_BYTES = 1024 * 1024;

/** "Kinesis Data Streams quotas": bytes that a shard takes a second. */
export const SHARD_BYTES_PER_SECOND = 1024 * 1024;
/** The same: shards that a new on-demand stream has. */
export const ON_DEMAND_SHARDS = 4;

/** SendMessageBatch, "SQS quotas": messages a request, and bytes of a message and of a request. */
export const SQS_BATCH_ENTRIES = 10;
export const SQS_MESSAGE_BYTES = 256 * 1024;

/** BatchWriteItem, "DynamoDB API Reference". */
export const BATCH_WRITE_ITEMS = 25;
export const BATCH_WRITE_BYTES = 16 * 1024 * 1024;
export const ITEM_BYTES = 400 * 1024;
/** "Quotas in Amazon DynamoDB": bytes of a partition key and of a sort key; lists and maps within each other. */
export const PARTITION_KEY_BYTES = 2048;
export const SORT_KEY_BYTES = 1024;
export const ITEM_LEVELS = 32;
/** The same: a number other than 0 is from here up to, and without, there. */
export const MIN_NUMBER = 1e-130;
export const MAX_NUMBER = 1e126;

/**
 * Largest raw event, as a line of a pack. A compressed pack could hold larger ones, but the enriched event has to fit
 * `FIREHOSE_RECORD_BYTES`, and is larger than the raw one by some 2 KB and by the encoding of nested values.
 */
export const EVENT_BYTES = 900_000;

/** Lambda synchronous payload in either direction, "Lambda quotas"; a Firehose transform's response has the same limit. */
export const INVOCATION_BYTES = 6 * 1024 * 1024;

/** "Amazon Data Firehose quotas": a record after the transform, before base64. */
export const FIREHOSE_RECORD_BYTES = 1_024_000;

/**
 * "Amazon Data Firehose quotas": partitions of a delivery stream that are open at once, unless the quota is raised.
 * Records of further partitions go to the error prefix.
 */
export const FIREHOSE_ACTIVE_PARTITIONS = 500;

/**
 * Unpacked bytes of one stream record that we are ready to hold; above it the record is refused as a bomb. A full record
 * of usual events inflates to some 12 MiB.
 */
export const UNPACKED_BYTES = 16 * 1024 * 1024;

/**
 * Events in one stream record; above it the record is refused as a whole. The shortest valid event has 82 bytes with its
 * line end, so a record of 1 MiB that is not compressed has at most 12,787, a pack of 128 KiB 1,598, and an aggregate of
 * the KPL, which closes it at 50 KiB, 624. A compressed record of a hundred bytes may hold half a million lines.
 */
export const MAX_PACK_ENTRIES = 16_384;

/** Targets of one rule of EventBridge, which cannot be raised ("Amazon EventBridge quotas"). */
export const RULE_TARGETS = 5;

/**
 * "Amazon OpenSearch Service quotas": an HTTP request of a small instance has 10 MiB at most. Half of it, since bulk requests
 * of some megabytes are indexed fastest ("Bulk" in OpenSearch's reference).
 */
export const BULK_BYTES = 5 * 1024 * 1024;
/** Documents of one bulk request: its response names each. */
export const BULK_DOCUMENTS = 5_000;

/** "Index document" in OpenSearch's reference: bytes of a document's id. */
export const DOCUMENT_ID_BYTES = 512;
