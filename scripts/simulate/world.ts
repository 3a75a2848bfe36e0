import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { Random } from "../../functions/generate/random.ts";
import { geoBuckets } from "../../shared/redis/look-up/geo-bucket.ts";
import { zipKey } from "../../shared/redis/look-up/keys.ts";
import { encodeBucket } from "../../shared/redis/look-up/range-bucket.ts";
import { encodeRates, rateKey } from "../../shared/redis/look-up/rates.ts";
import { encodeZipArea } from "../../shared/redis/look-up/zip.ts";
import { TAKEOVER_KEY, takeoverNote } from "../../shared/redis/state/takeover.ts";
import { DynamoDb } from "../local/aws/dynamodb/database.ts";
import { Kinesis } from "../local/aws/kinesis/streams.ts";
import { Queues } from "../local/aws/sqs/queues.ts";
import { areaEntries } from "./custom-steps.ts";
import { FaultDice } from "./faults.ts";
import { SimulationLedger } from "./ledger.ts";
import { deadQueueName, queueName, simulatedIdentity, streamNames, tableName } from "./names.ts";
import { SimulatedNetwork } from "./network.ts";
import { Rollout } from "./rollout.ts";
import type { Scenario } from "./scenario.ts";
import { CheckpointTable, SimulatedIndex } from "./services/index-source.ts";
import { SimulatedRedis } from "./services/redis.ts";
import { SimulatedBuckets } from "./services/s3.ts";
import { SimulatedTime } from "./time.ts";

/** Six times the failed function's timeout, and its batching window. */
const VISIBILITY_SECONDS = 730;

/** Everything that the pipeline has produced, one entry for each: its identity, and its content. */
export type Effects = ReadonlyMap<string, string>;

/** Time, chance and every service of one simulation. */
export class SimulatedWorld {
  readonly scenario: Scenario;
  readonly time = new SimulatedTime();
  readonly random: Random;
  readonly faults: FaultDice;
  readonly rollout: Rollout;
  readonly network: SimulatedNetwork;
  readonly ledger = new SimulationLedger();
  readonly kinesis: Kinesis;
  readonly dynamodb: DynamoDb;
  readonly queues: Queues;
  readonly buckets = new SimulatedBuckets();
  readonly redis: SimulatedRedis;
  readonly index: SimulatedIndex;
  readonly checkpoints = new CheckpointTable();
  /** What there was after each replay of what had failed. */
  readonly replays: Effects[] = [];
  /** Errors of the code itself, which no fault excuses. */
  readonly errors: Error[] = [];
  invocations = 0;
  /** Invocations that Lambda had to end at the timeout of their function. */
  killed = 0;
  readonly #trace = createHash("sha256");
  #loads = 0;

  constructor(scenario: Scenario) {
    const { now } = this.time;
    this.scenario = scenario;
    this.random = new Random(`world ${scenario.seed}`);
    this.faults = new FaultDice(scenario.rates, new Random(`faults ${scenario.seed}`));
    const deployments = new Random(`rollout ${scenario.seed}`);
    const isBefore = scenario.rates.deploy !== undefined && deployments.chance(0.5);
    this.rollout = new Rollout(isBefore ? "before" : "present", deployments, this.faults, now);
    this.network = new SimulatedNetwork(this.random, this.faults);
    const onKinesisPut: SimulationLedger["put"] = (stream, records) => {
      for (const { sequenceNumber, data } of records)
        this.trace(`${stream} ${sequenceNumber} ${crc32(data)}`);
      this.ledger.put(stream, records);
    };
    this.kinesis = new Kinesis(simulatedIdentity, now, { onKinesisPut });
    for (const stream of Object.values(streamNames)) this.kinesis.createStream(stream, scenario.shards);
    this.dynamodb = new DynamoDb(simulatedIdentity, now, {});
    this.dynamodb.createTable({
      name: tableName,
      partitionKey: { name: "pk", type: "S" },
      sortKey: { name: "sk", type: "S" },
    });
    this.queues = new Queues(simulatedIdentity, now, () => "http://sqs.test");
    this.queues.createQueue(deadQueueName);
    const redrive = { deadLetterTargetArn: this.queues.arn(deadQueueName), maxReceiveCount: 5 };
    this.queues.createQueue(queueName, {
      VisibilityTimeout: String(VISIBILITY_SECONDS),
      RedrivePolicy: JSON.stringify(redrive),
    });
    this.redis = new SimulatedRedis(this.time, this.ledger);
    this.index = new SimulatedIndex(this.time);
    this.redis.set(
      Buffer.from(TAKEOVER_KEY),
      Buffer.from(takeoverNote({ name: this.redis.server, since: 0 })),
    );
    this.loadLookUps();
  }

  /** Notes down what happened, for the hash by which two runs are compared. */
  trace = (what: string): void => {
    this.#trace.update(`${this.time.now()} ${what}\n`);
  };

  traceHash(): string {
    return this.#trace.copy().digest("hex").slice(0, 16);
  }

  broken(error: Error): void {
    this.errors.push(error);
  }

  [Symbol.dispose](): void {
    this.dynamodb.close();
  }

  /** Look-up tables with other values each time. */
  loadLookUps(): void {
    const { random, redis } = this;
    for (const code of ["10001", "60601"]) {
      const area = { state: "XX", population: random.below(90_000), median_income: random.below(90_000) };
      redis.set(Buffer.from(zipKey(code)), Buffer.from(encodeZipArea(area)));
    }
    redis.set(Buffer.from(rateKey("EUR")), Buffer.from(encodeRates({ fixed: 1 })));
    // Another rate each time: an event that comes again keeps the one that it got.
    const fixed = 1 + (this.#loads++ % 50) / 100;
    redis.set(Buffer.from(rateKey("USD")), Buffer.from(encodeRates({ fixed })));
    const timezone = random.pick(["Europe/Berlin", "America/New_York", "Asia/Tokyo"]);
    const city = { country: "XX", region: "R", city: `City ${random.below(100)}`, timezone };
    const bucket = encodeBucket(2, [{ start: 0, end: 0x1ff, value: city }], geoBuckets);
    redis.set(Buffer.from("geo:4:0a14"), bucket);
    if (!this.scenario.customSteps) return;
    for (const [key, value] of areaEntries(["10001", "60601"], random.below(1_000)))
      redis.set(Buffer.from(key), Buffer.from(value));
  }
}
