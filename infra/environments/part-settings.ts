import { z } from "zod";

/** Settings of the parts that events flow through: network, streams, Redis, functions and what drives them. */

const interfaceService = z.enum([
  "kinesis-streams",
  "kinesis-firehose",
  "sqs",
  "secretsmanager",
  "logs",
  "monitoring",
]);

const newNetwork = z.strictObject({
  /** Range of the network, /16; each zone takes a /20 of it. */
  cidr: z.string(),
  /** In how many of the region's zones; which ones are there, the region is asked. */
  zones: z.int().min(2).max(3),
  /** Services with an interface endpoint, about $8 a month and zone each. */
  endpoints: z.array(interfaceService),
  /** Keep a record of the connections that the network refused, or of all. */
  flowLogs: z.enum(["none", "rejected", "all"]),
});

const existingNetwork = z.strictObject({
  vpcId: z.string(),
  /** Private subnets, in two zones or more. */
  subnetIds: z.array(z.string()).min(2),
});

/** A network that the stack creates, or existing private subnets, whose owner provides NAT and endpoints. */
export const networkSettings = z.union([newNetwork, existingNetwork]);

/**
 * Where a service is that is reached inside a network only. The functions that call it run in the network then, and may call
 * nothing but it and AWS.
 */
export const privateService = z.strictObject({
  /** Ranges of its addresses. */
  ranges: z.array(z.cidrv4()).min(1).max(10),
  port: z.int().min(1).max(65_535),
  /**
   * What leads from the network that the stack creates to it: a transit gateway, to which the network is attached, or an
   * accepted peering connection. Without it, the ranges lie in the network itself. Of an existing network that is its owner's
   * business.
   */
  through: z
    .string()
    .regex(
      /^(tgw|pcx)-[0-9a-f]+$/,
      "expected the id of a transit gateway or of a peering connection, tgw-… or pcx-…",
    )
    .optional(),
});

export const streamCapacity = z.strictObject({
  /**
   * Shards of a provisioned stream; on demand when absent. One takes 1 MB a second. No AWS service changes their number by
   * itself: an alarm says when half of what they take is used for long.
   */
  shards: z.int().positive().optional(),
  /** Hours that records stay readable: longer than the triggers' record age, so that failures can be fetched. */
  retentionHours: z.int().positive(),
});

export const redisCapacity = z.strictObject({
  nodeType: z.string(),
  /** Cluster mode is on with one shard too, so that one becomes several while the pipeline runs. */
  shards: z.int().min(1),
  replicas: z.int().min(0).max(5),
  /** Days that a daily snapshot is kept; 0 for none. */
  snapshotDays: z.int().min(0).max(35),
});

export const functionSize = z.strictObject({
  memoryMb: z.int().min(128).max(10_240),
  timeoutSeconds: z.int().min(1).max(900),
  /** Invocations at once; unreserved when absent. */
  reservedConcurrency: z.int().positive().optional(),
});

export const streamTrigger = z.strictObject({
  /** Records, that is packs, an invocation. */
  batchSize: z.int().positive(),
  windowSeconds: z.int().min(0),
  /** Invocations at once on one shard; order holds for each partition key. */
  parallelization: z.int().min(1).max(10),
  /** Enhanced fan-out: dedicated throughput and push delivery, for a P50 below a second. */
  fanOut: z.boolean(),
  /**
   * Where a trigger begins that is made anew, as when it gets or loses fan-out: at the records of that instant (UTC) and
   * after, so an hour or so before the deployment, and before whatever its function has not processed yet. Without it,
   * at the oldest record that the stream keeps: nothing is missed, and all of them are processed again. Once given it
   * stays as it is: another instant makes the trigger anew.
   */
  from: z.iso.datetime().optional(),
  recordAgeSeconds: z.int().positive(),
  retryAttempts: z.int().min(0).max(10_000),
});

export const queueTrigger = z.strictObject({
  batchSize: z.int().positive(),
  windowSeconds: z.int().min(0),
  /** Invocations at once: without it a full queue takes the concurrency of whatever has none reserved. */
  maximumConcurrency: z.int().min(2).max(1000),
});

const capacityRange = z
  .strictObject({ least: z.int().positive(), most: z.int().positive() })
  .refine(({ least, most }) => least <= most, {
    path: ["most"],
    message: "expected at least as many as least",
  });

/** Capacity units of a table. One write of up to 1 KiB a second is a unit, or one consistent read of up to 4 KiB. */
export const tableCapacity = z.strictObject({
  writes: capacityRange,
  reads: capacityRange,
  /** Share of what is provisioned that auto-scaling aims to have used, per cent. */
  targetPercent: z.int().min(20).max(90),
});

export type NewNetwork = z.infer<typeof newNetwork>;
export type ExistingNetwork = z.infer<typeof existingNetwork>;
export type PrivateService = z.infer<typeof privateService>;
export type StreamCapacity = z.infer<typeof streamCapacity>;
export type TableCapacity = z.infer<typeof tableCapacity>;
export type RedisCapacity = z.infer<typeof redisCapacity>;
export type FunctionSize = z.infer<typeof functionSize>;
export type StreamTrigger = z.infer<typeof streamTrigger>;
export type QueueTrigger = z.infer<typeof queueTrigger>;
