/** `node scripts/local/aws/measure.ts`: records and items a second into the local AWS, from one caller over HTTP. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "undici";
import { startAws } from "./index.ts";

const RECORD_BYTES = 200;
const SECONDS = 3;

/** The gateway has its own process, as its callers have, so that the two do not share one event loop. */
async function serve(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "local-aws-"));
  const aws = await startAws({ port: 0, dataDir, region: "us-east-1", accountId: "000000000000" });
  aws.kinesis.createStream("measured", 4, { memoryBytes: 8 * 1024 ** 3 });
  const [partitionKey, sortKey] = [{ name: "pk", type: "S" } as const, { name: "sk", type: "S" } as const];
  aws.dynamodb.createTable({ name: "measured", partitionKey, sortKey });
  console.log(aws.port);
  process.stdin.resume().once("end", async () => {
    await aws.close();
    rmSync(dataDir, { recursive: true });
  });
}

const records = (index: number) => ({
  StreamName: "measured",
  Records: Array.from({ length: 500 }, (_, record) => ({
    Data: Buffer.alloc(RECORD_BYTES, "x").toString("base64"),
    PartitionKey: String((index * 500 + record) % 256),
  })),
});

const item = (index: number) => ({
  pk: { S: `person#${index % 5000}` },
  sk: { S: `2026-01-01T00:00:00.000Z#${String(index).padStart(32, "0")}` },
  prediction: { N: "0.734512" },
  model_version: { S: "logistic-1" },
  expires_at: { N: "1799999999" },
  features: {
    M: Object.fromEntries(
      Array.from({ length: 34 }, (_, feature) => [`feature_${feature}`, { N: `${feature}.25` }]),
    ),
  },
});

const items = (index: number) => ({
  RequestItems: {
    measured: Array.from({ length: 25 }, (_, at) => ({ PutRequest: { Item: item(index * 25 + at) } })),
  },
});

async function measure(
  pool: Pool,
  service: string,
  target: string,
  bodies: string[],
  entries: number,
): Promise<void> {
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": target,
    authorization: `AWS4-HMAC-SHA256 Credential=AK/20260101/us-east-1/${service}/aws4_request, Signature=0`,
  };
  const start = performance.now();
  let calls = 0;
  while (performance.now() - start < SECONDS * 1000) {
    const body = bodies[calls++ % bodies.length]!;
    const answer = await pool.request({ method: "POST", path: "/", headers, body });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(text);
  }
  const rate = Math.round((calls * entries) / ((performance.now() - start) / 1000));
  const bytes = Math.round(bodies[0]!.length / entries);
  console.log(
    `${target.split(".")[1]}: ${rate.toLocaleString("en")} a second (${entries} of ${bytes} bytes a call)`,
  );
}

async function main(): Promise<void> {
  const server = spawn(process.execPath, [import.meta.filename, "serve"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [port] = await once(server.stdout, "data");
  const pool = new Pool(`http://127.0.0.1:${String(port).trim()}`, { connections: 1 });
  const bodies = (make: (index: number) => object, count: number) =>
    Array.from({ length: count }, (_, index) => JSON.stringify(make(index)));
  await measure(pool, "kinesis", "Kinesis_20131202.PutRecords", bodies(records, 8), 500);
  await measure(pool, "dynamodb", "DynamoDB_20120810.BatchWriteItem", bodies(items, 2000), 25);
  await pool.close();
  server.stdin.end();
}

await (process.argv[2] === "serve" ? serve() : main());
