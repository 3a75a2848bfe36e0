import { relative } from "node:path";
import type { SourceMapping } from "../../../shared/mapping/source-mapping.ts";
import { writeRunFile } from "../../query/run-file.ts";
import type { Enforcement } from "../iam/index.ts";
import { startRuntime } from "../runtime/index.ts";
import type { InvocationHooks } from "../runtime/lambda/types.ts";
import type { LocalRuntime, LogLine } from "../runtime/types.ts";
import type { Checked } from "./check-options.ts";
import { functionAnswers } from "./function-answers.ts";
import type { RunOptions } from "./options.ts";
import { type Places, placesOf } from "./places.ts";
import { domainFor, type RunSearch, runSearch } from "./search.ts";
import { ACCOUNT, REGION, type Services } from "./services.ts";

/**
 * Each invocation costs several milliseconds where the processor has rested, so enrich gathers for as long as an event
 * from put to prediction takes less than 300 ms at P50; what it writes is gathered already.
 */
const GATHERING_MS = { enrich: 400, predict: 100 };

/** With little memory, an environment that has had nothing to do for so long gives its heap back. */
const SMALL_IDLE_MS = 10_000;

/** The stack as it runs. */
export interface Deployed {
  runtime: LocalRuntime;
  places: Places;
  search: RunSearch | undefined;
}

export interface DeployParts {
  /** Folder of the run. */
  data: string;
  /** The synthesised stack. */
  json: string;
  options: RunOptions;
  checked: Pick<Checked, "mapping" | "coefficients">;
  services: Services;
  iam: Enforcement | undefined;
  hooks: InvocationHooks | undefined;
  log(line: LogLine): void;
}

/** Runs the stack on the services, and says in the folder of the run where it is. */
export async function deployStack(parts: DeployParts, stack: AsyncDisposableStack): Promise<Deployed> {
  const { json, options, checked, services, iam } = parts;
  const domain = await domainFor(json, options, iam?.authorize);
  stack.defer(async () => domain?.stop());
  const variables = variablesOf(checked.mapping, services);
  const runtime = await startRuntime({
    json,
    aws: services.aws,
    redis: services.redis,
    region: REGION,
    accountId: ACCOUNT,
    variables,
    schedules: [...(services.documents.polled ? ["produce"] : []), "curate"],
    log: parts.log,
    http: options.http,
    gatheringMs: GATHERING_MS,
    ...(options.small && { idleMs: SMALL_IDLE_MS }),
    ...(services.model && { functionUrl: services.model.address }),
    ...(domain && { search: domain }),
    ...(parts.hooks && { hooks: parts.hooks }),
  });
  stack.defer(() => runtime.stop());
  // The function of the stack has the shipped weights.
  if (checked.coefficients === undefined) services.model?.answeredBy(functionAnswers(runtime));
  iam?.enforce(runtime);
  await runtime.finishDeployment();
  saveRunFile(parts, variables, runtime);
  return { runtime, places: placesOf(runtime), search: domain && runSearch(domain, runtime) };
}

function variablesOf(mapping: SourceMapping, { documents }: Services): Record<string, string> {
  return {
    elasticsearch_url: documents.url,
    elasticsearch_index: documents.index,
    ingest_time_field: documents.ingestField,
    mapping: JSON.stringify(mapping),
  };
}

/** For the commands that find the run by its folder. */
function saveRunFile(
  { data, json, services }: DeployParts,
  variables: Record<string, string>,
  { outputs }: LocalRuntime,
): void {
  const { aws, redis } = services;
  writeRunFile(data, {
    json: relative(data, json),
    buckets: "s3",
    region: REGION,
    accountId: ACCOUNT,
    variables,
    awsEndpointUrl: aws.url,
    outputs,
    ...(redis.kind !== "external" && { redisUrl: `redis://${redis.host}:${redis.port}` }),
  });
}
