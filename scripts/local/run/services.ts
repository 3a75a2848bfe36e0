import { join } from "node:path";
import type { Coefficients } from "../../../functions/model/coefficients.ts";
import { loadSample } from "../../lookups/sample.ts";
import type { Authorize, Taps } from "../aws/contract.ts";
import { type LocalAws, startAws } from "../aws/index.ts";
import { type Model, startModel } from "../model/index.ts";
import { startRedis } from "../redis/index.ts";
import type { LocalRedis } from "../redis/types.ts";
import type { LogLine } from "../runtime/types.ts";
import type { RunOptions } from "./options.ts";
import { type SourceIndex, startDocuments } from "./source.ts";
import { loadTables } from "./tables.ts";

export const REGION = "eu-west-1";
export const ACCOUNT = "000000000000";

/** What the pipeline needs around it, all on loopback but for what an environment variable names. */
export interface Services {
  redis: LocalRedis;
  /** Undefined when MODEL_URL names a real service. */
  model: Model | undefined;
  documents: SourceIndex;
  aws: LocalAws;
}

export interface ServicesOptions {
  run: RunOptions;
  /** Folder of the run. */
  data: string;
  taps: Taps;
  authorize?: Authorize | undefined;
  /** The one that is there already. */
  redis: LocalRedis | undefined;
  /** Keep the data of one that is started when it is killed. */
  persistRedis: boolean;
  /** Of the local scoring service; the shipped ones where none are given. */
  coefficients: Coefficients | undefined;
  log(line: LogLine): void;
}

/** Starts the services and hands their ends to `stack`, so that those already started end when a later one fails. */
export async function startServices(
  options: ServicesOptions,
  stack: AsyncDisposableStack,
): Promise<Services> {
  const { run, data, taps, persistRedis, authorize } = options;
  const say = (source: string) => (text: string) => options.log({ source, level: "info", text });

  const redis = options.redis ?? (await startRedis({ persist: persistRedis, log: say("redis") }));
  stack.defer(() => redis.stop());
  await loadSample(redis);
  await loadTables(redis, run.tables);

  const { coefficients } = options;
  const model = process.env.MODEL_URL
    ? undefined
    : await startModel({ port: 0, coefficients, log: say("model") });
  stack.defer(async () => model?.stop());

  const documents = await startDocuments(run);
  stack.defer(() => documents.stop());

  const dataDir = join(data, "s3");
  const aws = await startAws({
    port: run.awsPort,
    dataDir,
    region: REGION,
    accountId: ACCOUNT,
    taps,
    ...(authorize && { authorize }),
  });
  stack.defer(() => aws.close());
  return { redis, model, documents, aws };
}
