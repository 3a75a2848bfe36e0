import { mkdir, rm } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { synthesize } from "../../build/synthesize.ts";
import { loadSample } from "../../lookups/sample.ts";
import { writeRunFile } from "../../query/run-file.ts";
import { type LocalAws, startAws } from "../aws/index.ts";
import { type Model, startModel } from "../model/index.ts";
import { type Page, startPage } from "../page/server.ts";
import { type LocalRedis, startRedis } from "../redis/index.ts";
import { startRuntime } from "../runtime/index.ts";
import type { InvocationHooks } from "../runtime/lambda/types.ts";
import type { LocalRuntime, LogLine } from "../runtime/types.ts";
import { account } from "./account.ts";
import { follow, type Places } from "./follow.ts";
import { Ledger } from "./ledger.ts";
import { Live } from "./live.ts";
import type { PackSettings } from "./local-publish.ts";
import type { RunOptions } from "./options.ts";
import type { Report } from "./report.ts";
import { type Documents, type EventSource, openSource, startDocuments } from "./source.ts";
import { observer } from "./state.ts";

export const REGION = "eu-west-1";
export const ACCOUNT = "000000000000";

/** What a test of faults may reach into; a run by hand leaves it all alone. */
export interface Interference {
  hooks?: InvocationHooks;
  /** Settings of the deployed environment to change for this run, as in `infra/environments.ts`. */
  environment?: Record<string, unknown>;
  /** Keep Redis' data when it is killed. */
  persistRedis?: boolean;
}

export interface LocalRun {
  aws: LocalAws;
  redis: LocalRedis;
  /** Undefined when MODEL_URL names a real service. */
  model: Model | undefined;
  runtime: LocalRuntime;
  ledger: Ledger;
  source: EventSource;
  page: Page | undefined;
  /** Resolves once every event that was read is in its place; throws a sentence when nothing moves any more. */
  drained(): Promise<void>;
  report(): Promise<Report>;
  stop(): Promise<void>;
}

/** Starts everything that the pipeline needs on loopback, and the pipeline from the stack as it is synthesised. */
export async function startLocal(
  options: RunOptions,
  log: (line: LogLine) => void,
  interference: Interference = {},
): Promise<LocalRun> {
  const stops: (() => Promise<unknown>)[] = [];
  const started = async <Part>(
    part: Promise<Part>,
    stop: (part: Part) => Promise<unknown>,
  ): Promise<Part> => {
    const running = await part;
    stops.unshift(() => stop(running));
    return running;
  };
  const stop = async () => {
    for (const each of stops.splice(0)) await each();
  };

  try {
    const data = await emptied(resolve(options.data));
    const outdir = join(data, "stack");
    const [stack] = await synthesize({ outdir, environments: ["dev"], changes: interference.environment });

    const say = (source: string) => (text: string) => log({ source, level: "info", text });
    const redis = await started(
      startRedis({ persist: interference.persistRedis, log: say("redis") }),
      (part) => part.stop(),
    );
    await loadSample(redis);
    const model = process.env.MODEL_URL
      ? undefined
      : await started(startModel({ port: 0, log: say("model") }), (part) => part.stop());
    const documents = await started(startDocuments(options), (part) => part.stop());

    const live = new Live();
    const ledger = new Ledger(interference.environment?.predictionWrites !== "latest_per_user");
    const following = { places: undefined as Places | undefined };
    const follower = follow(following, ledger, live, (bucket, key) => aws.s3.get(bucket, key));
    const aws = await started(
      startAws({
        port: options.awsPort,
        dataDir: join(data, "s3"),
        region: REGION,
        accountId: ACCOUNT,
        taps: follower.taps,
      }),
      (part) => part.close(),
    );
    const variables = variablesOf(options, documents, model);
    const runtime = await started(
      startRuntime({
        json: stack!.file,
        aws,
        region: REGION,
        accountId: ACCOUNT,
        redis,
        variables,
        schedules: documents.polled ? ["produce"] : "none",
        ...(interference.hooks && { hooks: interference.hooks }),
        log,
      }),
      (part) => part.stop(),
    );
    const places = placesOf(runtime);
    following.places = places;

    const packs = packSettings(runtime.functions.environment("produce"));
    const source = openSource(options, documents, aws, places, packs);
    stops.unshift(() => source.stop());
    const describedRedis = `${redis.kind} ${redis.version}`;
    const state = observer({
      ledger,
      live,
      runtime,
      read: () => readOf(source, ledger),
      budgetMs: Number(runtime.functions.environment("predict").LATENCY_BUDGET_MS),
      redis: describedRedis,
      aws: aws.url,
    });
    const page = options.page
      ? await started(startPage(options.port, state), (part) => part.close())
      : undefined;

    writeRunFile(data, {
      json: relative(data, stack!.file),
      buckets: "s3",
      region: REGION,
      accountId: ACCOUNT,
      variables,
      awsEndpointUrl: aws.url,
      outputs: runtime.outputs,
    });

    const drained = async () => {
      await source.done;
      await untilSettled(ledger, source);
      await runtime.drain();
      await follower.settled();
    };
    const report = () =>
      account(
        { aws, runtime, ledger, places },
        {
          read: readOf(source, ledger),
          malformed: source.malformed.length,
          startedAt: source.startedAt,
          endedAt: ledger.lastChange,
          redis: describedRedis,
          archiveBucket: String(runtime.outputs.archive_bucket),
        },
      );
    return { aws, redis, model, runtime, ledger, source, page, drained, report, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A run's buckets are its own: what an earlier one left would be counted again. */
async function emptied(data: string): Promise<string> {
  for (const part of ["s3", "stack"]) await rm(join(data, part), { recursive: true, force: true });
  await mkdir(join(data, "s3"), { recursive: true });
  return data;
}

function variablesOf(options: RunOptions, documents: Documents, model: Model | undefined) {
  return {
    model_url: process.env.MODEL_URL ?? model!.url,
    elasticsearch_url: documents.url,
    elasticsearch_index: documents.index,
    ingest_time_field: documents.ingestField,
    mapping: documents.polled ? options.mapping : "native",
  };
}

function placesOf({ outputs }: LocalRuntime): Places {
  return {
    rawStream: String(outputs.raw_stream),
    enrichedStream: String(outputs.enriched_stream),
    predictionsTable: String(outputs.predictions_table),
    failedBucket: String(outputs.failed_bucket),
    failedQueue: String(outputs.failed_queue_url).split("/").at(-1)!,
    failedPrefix: "failed/",
  };
}

function packSettings(environment: Readonly<Record<string, string>>): PackSettings {
  return {
    lanes: Number(environment.LANES),
    packBytes: Number(environment.PACK_BYTES),
    compression: environment.PACK_COMPRESSION as PackSettings["compression"],
  };
}

/** Where the source cannot tell how much was read, what arrived is taken for it. */
const readOf = (source: EventSource, ledger: Ledger): number =>
  source.read ?? ledger.raw + ledger.failedAt("produce");

/** Time without any change after which events that are still under way will not arrive, ms. */
const STALLED_MS = 180_000;

/** Waits until all that was read has reached its place. It returns on a stall: the report then says what is lost. */
async function untilSettled(ledger: Ledger, source: EventSource): Promise<void> {
  for (;;) {
    const { enrich, predict } = ledger.outstanding;
    const arrived =
      ledger.raw + ledger.redelivered.raw + ledger.failedAt("produce") >= readOf(source, ledger);
    if (arrived && enrich === 0 && predict === 0) return;
    if (Date.now() - ledger.lastChange > STALLED_MS) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
