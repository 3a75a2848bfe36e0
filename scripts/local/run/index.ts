import { readFile, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import type { Coefficients } from "../../../functions/model/coefficients.ts";
import type { SourceMapping } from "../../../shared/mapping/source-mapping.ts";
import { synthesize } from "../../build/synthesize.ts";
import { writeRunFile } from "../../query/run-file.ts";
import { examine } from "../../send/file-bytes.ts";
import { readMapping } from "../../send/options.ts";
import { UserError } from "../../user-error.ts";
import { type Enforcement, loadEnforcement } from "../iam/index.ts";
import { startMetrics } from "../metrics/run-metrics.ts";
import { readCoefficients } from "../model/coefficients.ts";
import { pageContent } from "../page/content.ts";
import { type LocalPage, startPage } from "../page/server.ts";
import { namedRedis } from "../redis/external.ts";
import type { LocalRedis } from "../redis/types.ts";
import { startRuntime } from "../runtime/index.ts";
import type { InvocationHooks } from "../runtime/lambda/types.ts";
import type { LocalRuntime, LogLine } from "../runtime/types.ts";
import { behindHistory } from "./behind-history.ts";
import { refusalOf, takeFolder, watchStorage } from "./data-folder.ts";
import { ending } from "./ending.ts";
import { type EventSource, readSoFar } from "./event-source.ts";
import { follow, type Watched } from "./follow.ts";
import { functionAnswers } from "./function-answers.ts";
import type { PastWeeks } from "./history.ts";
import { Ledger } from "./ledger.ts";
import type { Standing } from "./left-undone.ts";
import { Live } from "./live.ts";
import type { RunOptions } from "./options.ts";
import { packSettings, placesOf } from "./places.ts";
import type { RunReport } from "./report.ts";
import { domainFor, type RunSearch, runSearch, searchedBy } from "./search.ts";
import { ACCOUNT, REGION, type Services, startServices } from "./services.ts";
import { openSource, type SourceIndex } from "./source.ts";
import { startHistory } from "./start-history.ts";
import { type Observer, observe } from "./state.ts";
import { checkTables } from "./tables.ts";

/** The index on loopback shows a document 0.2 s after it came. */
const LOCAL_LAG_SECONDS = 1;

/**
 * Each invocation costs several milliseconds where the processor has rested, so enrich gathers for as long as an event from put
 * to prediction takes less than 300 ms at P50; what it writes is gathered already.
 */
const GATHERING_MS = { enrich: 400, predict: 100 };

/** With little memory, an environment that has had nothing to do for so long gives its heap back. */
const SMALL_IDLE_MS = 10_000;

/** Resources of a synthesised stack by type and name. */
export interface TerraformJson {
  resource: Record<string, Record<string, Record<string, unknown>>>;
}

/** What a test of faults may reach into; a run by hand leaves it all alone. */
export interface Interference {
  hooks?: InvocationHooks;
  /** Settings of the deployed environment to change for this run, as in `infra/environments.ts`. */
  environment?: Record<string, unknown>;
  /** Changes the synthesised stack before it runs. */
  edit?(stack: TerraformJson): void;
  /** Keep Redis' data when it is killed. */
  persistRedis?: boolean;
}

export interface LocalRun extends Services {
  runtime: LocalRuntime;
  ledger: Ledger;
  source: EventSource;
  /** The past weeks, where they come first. */
  history: PastWeeks | undefined;
  page: LocalPage | undefined;
  observer: Observer;
  /** What a person reads of the tables of one's own that were loaded. */
  tables: readonly string[];
  /** Where events are copied to be explored. */
  search: RunSearch | undefined;
  /** With `enforceIam`. */
  iam: Enforcement | undefined;
  /** Rejects when the run cannot go on, with what the user can do about it. */
  failed: Promise<never>;
  /** How far it is, for one that is not drained. */
  standing(): Standing;
  /** Resolves once every event that was read is in its place, or nothing has moved for long; the report says which. */
  drained(): Promise<void>;
  report(): Promise<RunReport>;
  stop(): Promise<void>;
}

/**
 * Starts everything that the pipeline needs on loopback, and the pipeline from the stack as it is synthesised.
 * Throws a `UserError` for what the user can put right: a file, a mapping, a port.
 */
export async function startLocal(
  options: RunOptions,
  log: (line: LogLine) => void,
  interference: Interference = {},
): Promise<LocalRun> {
  const mapping = readMapping(options.mapping);
  if (typeof options.source === "object") await examine(options.source.file);
  const tables = await checkTables(options.tables);
  const coefficients = options.model === undefined ? undefined : weightsOf(options.model);
  // Before the build, as all that the user may have to put right.
  const redis = await namedRedis(process.env);
  const data = resolve(options.data);
  await using starting = new AsyncDisposableStack();
  starting.defer(await takeFolder(data));
  const parts = { mapping, redis, coefficients };
  const run = await start({ ...options, data }, parts, log, interference, starting).catch((error) => {
    throw refusalOf(data, error) ?? error;
  });
  const stack = starting.move();
  return { ...run, tables, stop: () => stack.disposeAsync() };
}

/** What the options name, read and found to be right. */
interface CheckedParts {
  mapping: SourceMapping;
  redis: LocalRedis | undefined;
  coefficients: Coefficients | undefined;
}

/** Weights for the local scoring service; with another service they would mean nothing. */
function weightsOf(file: string): Coefficients {
  if (process.env.MODEL_URL)
    throw new UserError(
      "MODEL_URL names a service, and --model is for the local one: leave one of them out.",
    );
  return readCoefficients(file);
}

async function start(
  options: RunOptions,
  { mapping, redis: named, coefficients }: CheckedParts,
  log: (line: LogLine) => void,
  interference: Interference,
  stack: AsyncDisposableStack,
): Promise<Omit<LocalRun, "tables" | "stop">> {
  const { environment, hooks, edit, persistRedis = false } = interference;
  const place = { region: REGION, accountId: ACCOUNT };
  let over = false;
  // What fails after the first failure fails for the same reason, and what the end of a run cuts off is no news.
  const logUntilOver = (line: LogLine) => over || log(line);
  const refused = (text: string) => logUntilOver({ source: "iam", level: "error", text });
  // First of all, since it may not be installed.
  const iam = options.enforceIam ? await loadEnforcement({ place, refused }) : undefined;
  const { data } = options;
  const storage = watchStorage(data);
  const ledger = new Ledger({
    followPredictions: environment?.predictionWrites !== "latest_per_user",
    file: join(data, "s3", ".ledger"),
    onFault: storage.onStorageFault,
  });
  stack.defer(() => ledger.close());
  const live = new Live();
  const follower = follow(ledger, live);
  const metrics = startMetrics();
  stack.defer(() => metrics.close());
  const step = (text: string) => log({ source: "start", level: "step", text });
  step("Starting Redis, the index, the model and the AWS gateway …");
  const [services, [synthesized]] = await together(
    startServices(
      {
        run: options,
        data,
        redis: named,
        taps: metrics.counting({ ...follower.taps, onStorageFault: storage.onStorageFault }),
        persistRedis,
        coefficients,
        authorize: iam?.authorize,
        log,
      },
      stack,
    ),
    synthesize({
      outdir: join(data, "stack"),
      environments: ["dev"],
      onStep: step,
      changes: {
        ...(options.steps.length > 0 && { steps: options.steps }),
        // Which one, its variable says once it listens.
        elasticsearchUrl: "http://127.0.0.1",
        ...(process.env.ELASTICSEARCH_URL === undefined && { ingestLagSeconds: LOCAL_LAG_SECONDS }),
        ...searchedBy(options),
        ...environment,
      },
    }),
  );
  const json = synthesized!.file;
  if (edit) await edited(json, edit);
  step("Deploying the stack …");

  const { aws, redis, documents } = services;
  const failed = Promise.race([storage.failed, redis.failed]);
  failed.catch(() => {
    over = true;
  });

  const domain = await domainFor(json, options, iam?.authorize);
  stack.defer(async () => domain?.stop());
  const variables = variablesOf(mapping, services);
  const schedules = [...(documents.polled ? ["produce"] : []), "curate"];
  const runtime = await startRuntime({
    json,
    aws,
    redis,
    variables,
    schedules,
    log: logUntilOver,
    http: options.http,
    gatheringMs: GATHERING_MS,
    ...(options.small && { idleMs: SMALL_IDLE_MS }),
    ...(services.model && { functionUrl: services.model.address }),
    ...(domain && { search: domain }),
    ...place,
    ...(hooks && { hooks }),
  });
  stack.defer(() => runtime.stop());
  // The function of the stack has the shipped weights.
  if (coefficients === undefined) services.model?.answeredBy(functionAnswers(runtime));
  iam?.enforce(runtime);
  await runtime.finishDeployment();
  const search = domain && runSearch(domain, runtime);
  const places = placesOf(runtime);
  follower.watch(places, aws, documents.polled ? watchedOf(documents, runtime) : {});
  writeRunFile(data, {
    json: relative(data, json),
    buckets: "s3",
    ...place,
    variables,
    awsEndpointUrl: aws.url,
    outputs: runtime.outputs,
    ...(redis.kind !== "external" && { redisUrl: `redis://${redis.host}:${redis.port}` }),
  });

  // The schedule's first tick is a minute away.
  if (documents.polled) void runtime.schedules.runNow("produce");
  const packs = packSettings(runtime);
  const open = () => openSource(options, mapping, documents, aws, places, packs, ledger);
  const history =
    options.history > 0 ? startHistory(options, { aws, places, packs, ledger, live, runtime }) : undefined;
  const source = history ? behindHistory(history, open) : open();
  stack.defer(() => source.stop());
  const { model } = services;
  const queues = runtime
    .resources("aws_sqs_queue")
    .map((address) => String(runtime.attributes(address).name));
  metrics.watch({ ledger, live, runtime, source, redis, aws, model, queues });
  const observer = observe({ ledger, live, runtime, source, redis, aws, history });
  stack.defer(async () => observer.stop());
  const { predictionsTable } = places;
  const page = options.page
    ? await startPage(
        options.port,
        pageContent({ live, runtime, aws, observer, metrics, predictionsTable, data }),
      )
    : undefined;
  stack.defer(async () => page?.close());

  stack.defer(() => {
    over = true;
  });
  return {
    ...services,
    failed,
    search,
    runtime,
    ledger,
    source,
    history,
    page,
    observer,
    iam,
    standing: () => ({
      read: readSoFar(source, ledger),
      raw: ledger.raw,
      unpublished: ledger.failedAt("produce"),
      outstanding: ledger.outstanding,
    }),
    ...ending({
      aws,
      runtime,
      ledger,
      places,
      source,
      redis,
      iam,
      follower,
      search,
      isOver: () => over,
      failed,
    }),
  };
}

/** Waits for both, so that what the one has started is there to be stopped when the other fails. */
async function together<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<[One, Other]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}

async function edited(json: string, edit: (stack: TerraformJson) => void): Promise<void> {
  const stack = JSON.parse(await readFile(json, "utf8")) as TerraformJson;
  edit(stack);
  await writeFile(json, JSON.stringify(stack));
}

/** Of an index that is not the run's own, only the produce function knows what stood in it. */
function watchedOf({ local, index }: SourceIndex, { functions }: LocalRuntime): Watched {
  if (local) return { read: { name: index, onSettled: (before) => local.release(before) } };
  return {
    producer: {
      accessKeyId: functions.environment("produce").AWS_ACCESS_KEY_ID!,
      component: "produce",
    },
  };
}

function variablesOf(mapping: SourceMapping, { documents }: Services): Record<string, string> {
  return {
    elasticsearch_url: documents.url,
    elasticsearch_index: documents.index,
    ingest_time_field: documents.ingestField,
    mapping: JSON.stringify(mapping),
  };
}
