import { resolve } from "node:path";
import { type Enforcement, loadEnforcement } from "../iam/index.ts";
import type { LogLine } from "../runtime/types.ts";
import { type Checked, checkOptions } from "./check-options.ts";
import { refusalOf, takeFolder } from "./data-folder.ts";
import { deployStack } from "./deploy-stack.ts";
import { ending } from "./ending.ts";
import { readSoFar } from "./event-source.ts";
import type { RunOptions } from "./options.ts";
import { ACCOUNT, REGION, startServices } from "./services.ts";
import { show } from "./show.ts";
import { startSource } from "./start-source.ts";
import { synthesizeStack } from "./synthesize-stack.ts";
import type { Interference, LocalRun } from "./types.ts";
import { startWatch } from "./watch.ts";

export type { Interference, LocalRun, TerraformJson } from "./types.ts";

/**
 * Starts everything that the pipeline needs on loopback, and the pipeline from the stack as it is synthesised.
 * Throws a `UserError` for what the user can put right: a file, a mapping, a port.
 */
export async function startLocal(
  options: RunOptions,
  log: (line: LogLine) => void,
  interference: Interference = {},
): Promise<LocalRun> {
  const checked = await checkOptions(options);
  const data = resolve(options.data);
  await using starting = new AsyncDisposableStack();
  starting.defer(await takeFolder(data));
  const run = await start({ ...options, data }, checked, log, interference, starting).catch((error) => {
    throw refusalOf(data, error) ?? error;
  });
  const stack = starting.move();
  return { ...run, tables: checked.tables, stop: () => stack.disposeAsync() };
}

async function start(
  options: RunOptions,
  checked: Checked,
  log: (line: LogLine) => void,
  interference: Interference,
  stack: AsyncDisposableStack,
): Promise<Omit<LocalRun, "tables" | "stop">> {
  const { data } = options;
  const { environment, hooks, persistRedis = false } = interference;
  let over = false;
  // What fails after the first failure fails for the same reason, and what the end of a run cuts off is no news.
  const logUntilOver = (line: LogLine) => over || log(line);
  const step = (text: string) => log({ source: "start", level: "step", text });

  // First of all, since it may not be installed.
  const iam = options.enforceIam ? await enforcement(logUntilOver) : undefined;
  const followPredictions = environment?.predictionWrites !== "latest_per_user";
  const watch = startWatch({ data, followPredictions }, stack);
  // Not by the name of the gateway: whoever waits for its address looks for the line that begins so.
  step("Starting Redis, the index, the model and the stand-ins for AWS …");
  const { redis, coefficients } = checked;
  const { taps } = watch;
  const { authorize } = iam ?? {};
  const parts = { run: options, data, redis, taps, persistRedis, coefficients, authorize, log };
  const [services, json] = await together(
    startServices(parts, stack),
    synthesizeStack(options, data, interference, step),
  );
  step("Deploying the stack …");

  const failed = Promise.race([watch.storageFailed, services.redis.failed]);
  failed.catch(() => {
    over = true;
  });
  const deployed = await deployStack(
    { data, json, options, checked, services, iam, hooks, log: logUntilOver },
    stack,
  );
  const { source, history } = startSource(options, checked.mapping, { services, deployed, watch });
  stack.defer(() => source.stop());
  const shown = await show({ options, data, services, watch, deployed, source, history }, stack);
  stack.defer(() => {
    over = true;
  });

  const { ledger, follower } = watch;
  const { runtime, search, places } = deployed;
  const { aws } = services;
  const counted = { aws, runtime, ledger, places, source, redis: services.redis, iam, search };
  return {
    ...services,
    ...shown,
    ...ending({ ...counted, follower, failed, isOver: () => over }),
    failed,
    search,
    runtime,
    ledger,
    source,
    history,
    iam,
    standing: () => ({
      read: readSoFar(source, ledger),
      raw: ledger.raw,
      unpublished: ledger.failedAt("produce"),
      outstanding: ledger.outstanding,
    }),
  };
}

const enforcement = (log: (line: LogLine) => void): Promise<Enforcement> =>
  loadEnforcement({
    place: { region: REGION, accountId: ACCOUNT },
    refused: (text) => log({ source: "iam", level: "error", text }),
  });

/** Waits for both, so that what the one has started is there to be stopped when the other fails. */
async function together<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<[One, Other]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}
