import { expect, test } from "@jest/globals";
import type { DeliveryDefinition } from "../../../../scripts/local/runtime/firehose/types.ts";
import type { Functions } from "../../../../scripts/local/runtime/functions.ts";
import { emptyPlan } from "../../../../scripts/local/runtime/interpret/plan.ts";
import { startDeliveries } from "../../../../scripts/local/runtime/start-deliveries.ts";
import { localAws, PLACE } from "../aws/local-aws.ts";
import { simulatedClock } from "./simulated-clock.ts";

const table = {
  name: "events",
  database: "db",
  columns: [{ name: "id", type: "string" }],
  partitionKeys: [],
  location: "",
  serde: "",
  parameters: {},
  tableType: "",
};

async function starting(more: Partial<DeliveryDefinition>, tables = [table], timeoutMs = 300_000) {
  const aws = await localAws();
  const definition: DeliveryDefinition = {
    name: "archive",
    arn: "arn:d",
    sourceArn: aws.kinesis.createStream("enriched", 1).arn,
    bucket: "archive",
    prefix: "",
    errorPrefix: "",
    bufferBytes: 64 * 1024 * 1024,
    bufferMs: 60_000,
    dynamicPartitioning: false,
    transform: { functionArn: "arn:f", bufferBytes: 1024 * 1024, bufferMs: 60_000, retries: 3 },
    conversion: { database: "db", table: "events" },
    gzip: false,
    extension: ".parquet",
    ...more,
  };
  const functions = { find: () => ({ name: "dev-archive", timeoutMs }) } as unknown as Functions;
  return () =>
    startDeliveries(
      { ...emptyPlan(), deliveries: [definition], tables },
      { aws, clock: simulatedClock(), functions, ...PLACE, hurry: false, log: () => {} },
    );
}

test("a delivery stream starts with a transform of five minutes and a table that converts", async () => {
  const deliveries = (await starting({}))();
  expect(deliveries.all.map((delivery) => delivery.status().name)).toEqual(["archive"]);
  await deliveries.close();
});

test("a transform that may run longer than Firehose waits stops the start", async () => {
  expect(await starting({}, [table], 300_001)).toThrow("may run for 300.001 s; Firehose waits 300 s at most");
});

test("a conversion by a table that is not declared stops the start", async () => {
  expect(await starting({}, [])).toThrow("converts by db.events, which is not declared");
});

test("a column of a type that is not converted stops the start by its name", async () => {
  const tags = { ...table, columns: [...table.columns, { name: "tags", type: "array<string>" }] };
  expect(await starting({}, [tags])).toThrow("The column tags of events is array<string>");
});
