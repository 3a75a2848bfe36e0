import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { athenaService } from "./athena/athena-service.ts";
import { startQueries } from "./athena/queries.ts";
import { tablesFile } from "./athena/tables-file.ts";
import type { LocalQueries } from "./athena/types.ts";
import { systemClock } from "./clock.ts";
import { drain } from "./drain.ts";
import { firehoseService } from "./firehose/service.ts";
import { startHeardFunctions } from "./heard-functions.ts";
import { apply, checkVariables } from "./interpret/apply.ts";
import { readDocument } from "./interpret/document.ts";
import { emptyPlan } from "./interpret/plan.ts";
import { payloadOf } from "./lambda/payload.ts";
import { lambdaService } from "./lambda/service.ts";
import { startDeliveries } from "./start-deliveries.ts";
import { startNotifications } from "./start-notifications.ts";
import { startSchedules } from "./start-schedules.ts";
import { startTriggers } from "./start-triggers.ts";
import type { RunningMapping } from "./triggers/kinesis/mapping.ts";
import type { LocalRuntime, RuntimeOptions } from "./types.ts";

export type * from "./types.ts";

const DRAIN_MS = 10 * 60 * 1000;

/**
 * Runs a synthesised stack: creates what it declares, then starts delivery, triggers and schedules, so that every
 * reader stands before the first record. Throws a sentence for whatever the stack declares and this cannot run.
 */
export async function startRuntime(options: RuntimeOptions): Promise<LocalRuntime> {
  const {
    aws,
    redis,
    region,
    accountId,
    variables = {},
    secrets = {},
    hurry = true,
    log = () => {},
  } = options;
  const clock = systemClock;
  const document = readDocument(options.json);
  checkVariables(document, variables);
  const assetsDir = options.assetsDir ?? path.dirname(path.resolve(options.json));
  const workDir = mkdtempSync(path.join(tmpdir(), "clickstream-"));
  const plan = emptyPlan();
  const { functionUrl, search } = options;
  const context = { aws, region, accountId, assetsDir, workDir, secrets, redis, plan, functionUrl, search };
  const { attributes, outputs } = cleanOnError(workDir, () => apply(document, variables, context));

  const { functions, onMetrics, onInvocation } = startHeardFunctions(plan.functions, aws, options);
  let draining = 0;
  let stopped = false;
  const common = { aws, clock, functions, region, accountId, hurry, log };
  const deliveries = startDeliveries(plan, common);
  const answering = await startQueries(plan, (bucket) => aws.s3.folder(bucket), {
    file: tablesFile(aws.s3.dataDir),
    reads: false,
  });
  const queries = announced(answering, deliveries.lookedAt);
  aws.service("athena", athenaService(plan, queries));
  aws.service("firehose", firehoseService(plan.deliveries));
  aws.lambda(lambdaService(functions));
  const stopNotifications = startNotifications(plan, common);
  const triggers = startTriggers(plan, {
    ...common,
    random: Math.random,
    gatheringMs: options.gatheringMs ?? {},
    draining: () => draining > 0,
  });
  const schedules = startSchedules(plan, { ...common, wanted: options.schedules ?? "none" });

  const flush = async () => {
    await Promise.all(deliveries.all.map((delivery) => delivery.flush()));
  };
  const known = (address: string) => {
    const found = attributes.get(address);
    if (found) return found;
    throw new Error(`The stack has no ${address}.`);
  };

  return {
    functions: {
      names: functions.names,
      invoke: (name, payload) => functions.invoke(name, payloadOf(JSON.stringify(payload))),
      environment: (name) => functions.find(name).environment,
      addressed: plan.addressed,
    },
    schedules,
    triggers: { status: () => triggers.map((trigger) => trigger.status()) },
    firehose: {
      flush,
      status: () => deliveries.all.map((delivery) => delivery.status()),
      waitAsDeclared: deliveries.waitAsDeclared,
    },
    queries,
    outputs,
    policies: plan.policies,
    attributes: known,
    resources: (type) => [...attributes.keys()].filter((address) => address.startsWith(`${type}.`)),
    async finishDeployment() {
      for (const { function: name, input } of plan.invocations) {
        const { error } = await functions.invoke(name, payloadOf(input));
        if (error)
          throw new Error(
            `The function ${name}, which the stack invokes when it is deployed, failed: ${error.errorMessage}`,
          );
      }
    },
    onMetrics,
    onInvocation,
    async drain({ timeoutMs = DRAIN_MS } = {}) {
      draining += 1;
      for (const trigger of triggers) trigger.wake();
      try {
        // Triggers and deliveries know their own invocations; a function on a schedule may go on polling.
        const quiet = () =>
          triggers.every((trigger) => trigger.caughtUp()) &&
          deliveries.all.every((delivery) => delivery.readToEnd());
        const describe = () => workOf(triggers);
        await drain({ quiet, flush, describe, stopped: () => stopped }, clock, timeoutMs);
      } finally {
        draining -= 1;
      }
    },
    async stop() {
      stopped = true;
      schedules.close();
      stopNotifications();
      for (const trigger of triggers) trigger.stop();
      await functions.close();
      await deliveries.close();
      await queries.close();
      rmSync(workDir, { recursive: true, force: true });
    },
  };
}

/** What triggers have in work, in words. */
const workOf = (triggers: readonly RunningMapping[]): string =>
  triggers
    .filter((trigger) => !trigger.caughtUp())
    .map((trigger) => trigger.status())
    .map((status) => `${status.function} has ${status.inFlight} of ${status.source} in flight`)
    .join(", ") || "a delivery is at work";

/** The queries, each of which is told of before it runs. */
const announced = (queries: LocalQueries, tell: () => void): LocalQueries => ({
  ...queries,
  run(...asked) {
    tell();
    return queries.run(...asked);
  },
  runBound(...asked) {
    tell();
    return queries.runBound(...asked);
  },
});

function cleanOnError<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
