import { predictHandler } from "../../functions/predict/handler.ts";
import { carryBy } from "../../shared/aws/carrier.ts";
import { newDynamoClient } from "../../shared/aws/clients.ts";
import { tableSink } from "../../shared/aws/dynamodb.ts";
import { createScorer } from "../../shared/scoring/scorer.ts";
import { alternate, type Timed } from "./alternate.ts";
import { coreOf } from "./enrich.ts";
import { BATCH_EVENTS, type Batch, recordsEvent, type Sample } from "./events.ts";

/**
 * The predicting function from enriched packs to requests that are signed, with the client of DynamoDB. The model and the
 * table take everything at once, so that what is left out is what the kernel does for two connections.
 */
export async function benchPredict(sample: Sample, now: number, rounds: number): Promise<Timed[]> {
  const enrich = coreOf(sample.world, now);
  const batches: Batch[] = [];
  for (const batch of sample.packed) {
    const records = (await enrich(batch)).map((data, at) => ({ partitionKey: String(at), data }));
    batches.push({ events: BATCH_EVENTS, event: recordsEvent(records, now) });
  }
  const counted = { predicted: 0 };
  const predict = predictOf(now, ({ figures }) => {
    counted.predicted += figures.predicted;
  });
  const run = async () => {
    counted.predicted = 0;
    for (const { event } of batches)
      await predict(event, { deadline: Number.MAX_SAFE_INTEGER, functionArn: "", requestId: "" });
    if (counted.predicted !== sample.texts.length) throw new Error("Events were left without a prediction.");
  };
  return alternate([{ name: "predict, packs", events: sample.texts.length, run }], rounds);
}

type Stored = Parameters<Parameters<typeof predictHandler>[0]["meters"]["stored"]>[0];

function predictOf(now: number, stored: (stored: Stored) => void) {
  Object.assign(process.env, CREDENTIALS);
  carryBy(() => ({ handle: async () => ({ response: TAKEN }) }) as never);
  const scorer = createScorer({
    url: "http://model.invalid/v1:predict",
    token: async () => "token",
    timeout: 1_000,
    budget: 250,
    maxBatch: 500,
    concurrency: 8,
    transport: { post: async (body) => modelReply(body), close: async () => {} },
  });
  return predictHandler(
    {
      scorer,
      table: tableSink(newDynamoClient(), "predictions"),
      failures: {
        async publish(failures) {
          throw new Error(`The bench's events are all valid, yet ${failures.length} failed.`);
        },
      },
      meters: { stored },
      report() {},
      now: () => now,
    },
    { writes: "every_event", ttlDays: 30, budget: 250 },
  );
}

const CREDENTIALS = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "bench", AWS_SECRET_ACCESS_KEY: "bench" };
const TAKEN = { statusCode: 200, headers: {}, body: Buffer.from("{}") };

/** A prediction for each instance, which are counted by the name that all of them have once. */
function modelReply(body: string) {
  const instances = body.split('{"event_id":').length - 1;
  const predictions = Array.from({ length: instances }, (_, at) => (at % 100) / 100);
  return {
    kind: "answer" as const,
    status: 200,
    headers: {},
    body: JSON.stringify({ predictions, model_version: "bench" }),
  };
}
