import { describe, expect, test } from "@jest/globals";
import { lineFilter } from "../../../../../scripts/local/aws/cloudwatch/filter-pattern.ts";
import { LogStore } from "../../../../../scripts/local/aws/cloudwatch/log-store.ts";
import type { LocalAws } from "../../../../../scripts/local/aws/index.ts";
import { localAws } from "../local-aws.ts";

async function call(aws: LocalAws, operation: string, input: object) {
  const response = await fetch(aws.url, {
    method: "POST",
    headers: { "x-amz-target": `Logs_20140328.${operation}`, "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify(input),
  });
  return (await response.json()) as Record<string, never> & {
    events: { message: string; eventId: string }[];
  };
}

const group = "/aws/lambda/enrich";
const messages = ({ events }: { events: { message: string }[] }) => events.map(({ message }) => message);

/** Lines 0 to 4, a second apart, in two streams. */
async function withLines() {
  let now = 1_000;
  const aws = await localAws({ now: () => now });
  for (let line = 0; line < 5; line += 1) {
    aws.logs.add(group, line % 2 === 0 ? "even" : "odd", `line ${line}`);
    now += 1_000;
  }
  return aws;
}

describe("lines of a group", () => {
  test.each([
    { description: "all", input: {}, lines: [0, 1, 2, 3, 4] },
    { description: "from a time on, as tail --follow asks", input: { startTime: 3_000 }, lines: [2, 3, 4] },
    { description: "up to a time", input: { endTime: 2_000 }, lines: [0, 1] },
    { description: "of some streams", input: { logStreamNames: ["odd"] }, lines: [1, 3] },
    { description: "that fit a pattern", input: { filterPattern: '"line 3"' }, lines: [3] },
  ])("are found: $description", async ({ input, lines }) => {
    const aws = await withLines();
    const found = await call(aws, "FilterLogEvents", { logGroupName: group, ...input });
    expect(messages(found)).toEqual(lines.map((line) => `line ${line}`));
  });

  test("come in pages, each with ids of its own", async () => {
    const aws = await withLines();
    const pages: string[][] = [];
    let nextToken: string | undefined;
    do {
      const page = await call(aws, "FilterLogEvents", { logGroupName: group, limit: 2, nextToken });
      pages.push(page.events.map(({ eventId }) => eventId));
      nextToken = page.nextToken;
    } while (nextToken);
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(new Set(pages.flat()).size).toBe(5);
  });

  test("of one stream end with a token that stays", async () => {
    const aws = await withLines();
    const input = { logGroupName: group, logStreamName: "odd" };
    const first = await call(aws, "GetLogEvents", input);
    expect(messages(first)).toEqual(["line 1", "line 3"]);
    const second = await call(aws, "GetLogEvents", { ...input, nextToken: first.nextForwardToken });
    expect([messages(second), second.nextForwardToken]).toEqual([[], first.nextForwardToken]);
  });

  test("are in groups and streams that can be listed", async () => {
    const aws = await withLines();
    aws.logs.create("/aws/lambda/archive");
    const { logGroups } = await call(aws, "DescribeLogGroups", { logGroupNamePrefix: "/aws/lambda/e" });
    expect(logGroups).toMatchObject([{ logGroupName: group, creationTime: 1_000 }]);
    const { logStreams } = await call(aws, "DescribeLogStreams", { logGroupName: group });
    expect(logStreams).toMatchObject([
      { logStreamName: "even", lastEventTimestamp: 5_000 },
      { logStreamName: "odd", lastEventTimestamp: 4_000 },
    ]);
  });

  test("of a group that is not there are refused", async () => {
    const aws = await withLines();
    expect(await call(aws, "FilterLogEvents", { logGroupName: "/none" })).toMatchObject({
      __type: "ResourceNotFoundException",
    });
  });
});

test("the latest lines of a group are kept, and no more than so many bytes", () => {
  const store = new LogStore(() => 0);
  for (let line = 0; line < 30_000; line += 1) store.add(group, "s", `line ${line}`);
  expect(store.group(group)!.events.length).toBeLessThanOrEqual(10_000);
  expect(store.group(group)!.events.at(-1)!.message).toBe("line 29999");
  for (let line = 0; line < 100; line += 1) store.add(group, "s", "x".repeat(1024 * 1024));
  expect(store.group(group)!.bytes).toBeLessThanOrEqual(4 * 1024 * 1024);
});

describe("a filter pattern", () => {
  test.each([
    { pattern: "ERROR", fits: ["an ERROR"], not: ["a warning"] },
    { pattern: 'ERROR "not found"', fits: ["ERROR: not found"], not: ["ERROR: found", "not found"] },
    { pattern: "?WARN ?ERROR", fits: ["WARN", "ERROR"], not: ["INFO"] },
    { pattern: "line -3", fits: ["line 2"], not: ["line 3"] },
    { pattern: '{ $.level = "ERROR" }', fits: ['{"level":"ERROR"}'], not: ['{"level":"INFO"}', "ERROR"] },
    {
      pattern: "{ $.a.n >= 3 && $.level != INFO }",
      fits: ['{"a":{"n":3},"level":"WARN"}'],
      not: ['{"a":{"n":2},"level":"WARN"}', '{"a":{"n":3},"level":"INFO"}', '{"level":"WARN"}'],
    },
    {
      pattern: '{ $.service = "clickstream-*.x" }',
      fits: ['{"service":"clickstream-dev.x"}'],
      not: ['{"service":"clickstream-devax"}'],
    },
  ])("$pattern", ({ pattern, fits, not }) => {
    const filter = lineFilter(pattern);
    expect([fits.filter(filter), not.filter(filter)]).toEqual([fits, []]);
  });

  test.each(["[ip, user]", "{ $.a IS NULL }"])("%s is refused with a sentence", (pattern) => {
    expect(() => lineFilter(pattern)).toThrow("does not know");
  });
});
