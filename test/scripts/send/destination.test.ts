import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { destination } from "../../../scripts/send/destination.ts";
import { parseOptions, type SendCommand } from "../../../scripts/send/options.ts";
import { laneOf } from "../../../shared/lane.ts";

const kinesis = mockClient(KinesisClient);

beforeEach(() => {
  kinesis.reset();
  kinesis.on(PutRecordsCommand).callsFake(({ Records }) => ({
    FailedRecordCount: 0,
    Records: Records.map(() => ({ SequenceNumber: "1", ShardId: "s" })),
  }));
});

function outputs(): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "outputs-")), "outputs.json");
  const stack = { raw_stream: "stack-raw", lanes: "7", enriched_stream: "e", failed_bucket: "f" };
  writeFileSync(file, JSON.stringify({ "clickstream-dev": stack }));
  return file;
}

const users = Array.from({ length: 200 }, (_, index) => `user ${index}`);

/** What reaches which stream, under which partition keys. */
async function sent(...args: string[]) {
  const publish = destination(parseOptions(["file", ...args]) as SendCommand);
  const events = users.map((user) => ({
    device: user,
    text: Buffer.from(JSON.stringify({ user_id: user })),
  }));
  const { sent: taken } = await publish(events as never, Date.now() + 60_000);
  expect(taken).toBe(users.length);
  const requests = kinesis.commandCalls(PutRecordsCommand).map(({ args: [{ input }] }) => input);
  return {
    streams: new Set(requests.map(({ StreamName }) => StreamName)),
    keys: new Set(requests.flatMap(({ Records }) => Records!.map(({ PartitionKey }) => PartitionKey))),
  };
}

const lanes = (count: number) => new Set(users.map((user) => String(laneOf(user, count))));

describe("the lanes of what is sent", () => {
  test("are the stack's", async () => {
    expect(await sent("--outputs", outputs())).toEqual({ streams: new Set(["stack-raw"]), keys: lanes(7) });
  });

  test("are those of the command line where it names some", async () => {
    expect((await sent("--outputs", outputs(), "--lanes", "3")).keys).toEqual(lanes(3));
  });

  test("are the default's on a stream that is named without its stack", async () => {
    expect(await sent("--stream", "other")).toEqual({ streams: new Set(["other"]), keys: lanes(256) });
  });
});
