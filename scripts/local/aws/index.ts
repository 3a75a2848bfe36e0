import { join, resolve } from "node:path";
import { LogStore } from "./cloudwatch/log-store.ts";
import { logsService } from "./cloudwatch/logs-service.ts";
import { addEmf, MetricStore } from "./cloudwatch/metric-store.ts";
import { metricsService } from "./cloudwatch/metrics-service.ts";
import type { LocalAws, LocalAwsOptions, RespondToCall, ServiceHandler } from "./contract.ts";
import { DynamoDb } from "./dynamodb/database.ts";
import { dynamoService } from "./dynamodb/service.ts";
import { FaultPlan } from "./gateway/faults.ts";
import { Gateway, jsonService } from "./gateway/gateway.ts";
import { listen } from "./gateway/listen.ts";
import { stsService } from "./identity.ts";
import { kinesisService } from "./kinesis/service.ts";
import { Kinesis } from "./kinesis/streams.ts";
import { Buckets } from "./s3/buckets.ts";
import { s3Service } from "./s3/service.ts";
import { SecretMap, secretsService } from "./secrets.ts";
import { Queues } from "./sqs/queues.ts";
import { sqsService } from "./sqs/service.ts";

export type * from "./contract.ts";
export { AwsError } from "./gateway/aws-error.ts";

/**
 * Starts the local AWS on one loopback port. Set AWS_ENDPOINT_URL to its `url` (with any credentials) and the aws CLI
 * and the SDKs work against it. Throws a `UserError` for a port that it cannot have.
 */
export async function startAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { region, accountId, random = Math.random, now = Date.now, taps = {} } = options;
  const place = { region, accountId };
  const faults = new FaultPlan(random, now);
  const gateway = new Gateway(place, faults, options.authorize, taps.onCall);
  const kinesis = new Kinesis(place, now, taps);
  const dataDir = resolve(options.dataDir);
  const s3 = new Buckets(dataDir, taps);
  const dynamodb = new DynamoDb(place, now, taps, join(dataDir, ".dynamodb.sqlite"));
  const secrets = new SecretMap(place);
  const sqs = new Queues(place, now, () => url);
  gateway.add("kinesis", kinesisService(kinesis));
  gateway.add("dynamodb", dynamoService(dynamodb));
  gateway.add("s3", s3Service(s3, region));
  gateway.add("sqs", sqsService(sqs));
  gateway.add("secretsmanager", secretsService(secrets));
  gateway.add("sts", stsService(place));
  const metrics = new MetricStore();
  const logs = new LogStore(now);
  gateway.add("monitoring", jsonService(metricsService(metrics, now)));
  gateway.add("logs", jsonService(logsService(logs, place)));
  const respond: RespondToCall = (request) => gateway.respond(request);
  const listener = await listen(options.port, respond);
  const url = `http://127.0.0.1:${listener.port}`;
  return {
    url,
    port: listener.port,
    respond,
    kinesis,
    dynamodb,
    s3,
    sqs,
    secrets,
    logs,
    putEmf: (emf) => addEmf(metrics, emf, now()),
    faults,
    refuse(refusal) {
      gateway.refusal = refusal;
    },
    counts: () => gateway.counters.all(),
    service: (name: string, handler: ServiceHandler) => gateway.add(name, jsonService(handler)),
    lambda: (service) => gateway.add("lambda", service),
    async close() {
      kinesis.release();
      sqs.release();
      await listener.close();
      dynamodb.close();
    },
  };
}
