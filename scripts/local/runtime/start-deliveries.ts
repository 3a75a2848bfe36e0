import { columnKind } from "../../../shared/columns/column-kinds.ts";
import type { LocalAws } from "../aws/contract.ts";
import type { RuntimeClock } from "./clock.ts";
import { type Converter, startConverter } from "./firehose/convert/converter.ts";
import { type Delivery, runDelivery } from "./firehose/delivery.ts";
import { hurriedTransform, hurriedWait } from "./firehose/hurried-wait.ts";
import type { DeliveryDefinition } from "./firehose/types.ts";
import type { Functions } from "./functions.ts";
import type { Column, Plan } from "./interpret/plan.ts";
import type { LogLine } from "./types.ts";

export interface DeliveryOptions {
  aws: LocalAws;
  clock: RuntimeClock;
  functions: Functions;
  region: string;
  accountId: string;
  hurry: boolean;
  log(line: LogLine): void;
}

/**
 * Longest waits, ms, and the largest buffer, bytes: a file of 32 MiB of JSON is as good to read as one of 128, and while it
 * is converted several times its size is held.
 */
const HURRIED = { transformMs: hurriedTransform, retryPauseMs: 50, bufferBytes: 32 * 1024 * 1024 };
const UNHURRIED = {
  transformMs: () => Number.POSITIVE_INFINITY,
  retryPauseMs: 1_000,
  bufferBytes: Number.POSITIVE_INFINITY,
};

/** "Amazon Data Firehose quotas": how long a transform may run. */
const TRANSFORM_MS = 300_000;

export interface Deliveries {
  all: readonly Delivery[];
  /** Somebody reads what was delivered, and is to see what came a while ago. */
  lookedAt(): void;
  /** Whether buffers wait as long as they are declared to, for few and large files. */
  waitAsDeclared(waits: boolean): void;
  close(): Promise<void>;
}

/** Starts every declared delivery stream. Throws a sentence for one that names what is not there. */
export function startDeliveries(plan: Plan, options: DeliveryOptions): Deliveries {
  const converter: Converter = startConverter();
  let waits = !options.hurry;
  let looked = Number.NEGATIVE_INFINITY;
  const bufferMs = (files: number) =>
    waits ? Number.POSITIVE_INFINITY : hurriedWait(files, options.clock.now() - looked);
  const all = plan.deliveries.map((definition) => start(definition, plan, converter, options, bufferMs));
  return {
    all,
    lookedAt() {
      looked = options.clock.now();
      for (const delivery of all) delivery.look();
    },
    waitAsDeclared(declared) {
      waits = declared || !options.hurry;
    },
    async close() {
      for (const delivery of all) delivery.stop();
      await converter.close();
    },
  };
}

function start(
  definition: DeliveryDefinition,
  plan: Plan,
  converter: Converter,
  options: DeliveryOptions,
  bufferMs: (files: number) => number,
): Delivery {
  const { aws, clock, functions, region, accountId, hurry } = options;
  const columns = columnsOf(definition, plan);
  const lambda = definition.transform && functions.find(definition.transform.functionArn);
  if (lambda && lambda.timeoutMs > TRANSFORM_MS)
    throw new Error(
      `The delivery stream ${definition.name} is transformed by ${lambda.name}, which may run for ${lambda.timeoutMs / 1000} s; Firehose waits ${TRANSFORM_MS / 1000} s at most.`,
    );
  return runDelivery(
    definition,
    aws.kinesis.stream(definition.sourceArn.split("/")[1] ?? ""),
    {
      ...(hurry ? HURRIED : UNHURRIED),
      bufferMs,
      ...(columns && { columns }),
      ...(lambda && { functionName: lambda.name }),
    },
    {
      clock,
      converter,
      region,
      accountId,
      s3: aws.s3,
      invoke: functions.invoke,
      log: (text) => options.log({ source: `delivery ${definition.name}`, level: "warn", text }),
    },
  );
}

function columnsOf({ name, conversion }: DeliveryDefinition, plan: Plan): readonly Column[] | undefined {
  if (!conversion) return undefined;
  const { database, table: tableName } = conversion;
  const table = plan.tables.find(
    (candidate) => candidate.database === database && candidate.name === tableName,
  );
  if (!table)
    throw new Error(
      `The delivery stream ${name} converts by ${database}.${tableName}, which is not declared.`,
    );
  const odd = table.columns.find(({ type }) => columnKind(type) === undefined);
  if (odd)
    throw new Error(
      `The column ${odd.name} of ${tableName} is ${odd.type}, which the local Firehose does not convert.`,
    );
  return table.columns;
}
