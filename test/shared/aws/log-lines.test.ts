import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { lastComplaint, lastDeliveryError } from "../../../shared/aws/log-lines.ts";

const lines = (...messages: string[]) => messages.map((message) => ({ message }));

test.each<[string, string[][], string | undefined]>([
  ["nothing", [[]], undefined],
  [
    "a line of a function",
    [['{"level":"ERROR","message":"invocation failed","reason":"no Redis"}']],
    "no Redis",
  ],
  ["the last of several pages", [['{"reason":"first"}'], [], ['{"reason":"last"}']], "last"],
  ["a line of Lambda", [['{"level":"ERROR","errorMessage":"out of memory\\n at x"}']], "out of memory"],
  ["a text", [["Task timed out"]], "Task timed out"],
])("what was said last: %s", async (_what, pages, complaint) => {
  const client = mockClient(CloudWatchLogsClient);
  for (const [at, page] of pages.entries())
    client
      .on(FilterLogEventsCommand, at === 0 ? {} : { nextToken: String(at) })
      .resolves({ events: lines(...page), ...(at < pages.length - 1 && { nextToken: String(at + 1) }) });
  expect(await lastComplaint(new CloudWatchLogsClient({}), "stack-enrich", 17)).toBe(complaint);
  expect(client.commandCalls(FilterLogEventsCommand)[0]!.args[0].input).toMatchObject({
    logGroupName: "/aws/lambda/stack-enrich",
    startTime: 17,
    filterPattern: expect.stringContaining("ERROR"),
  });
});

test("what a delivery stream said last has its code, and one that never erred has no log", async () => {
  const client = mockClient(CloudWatchLogsClient);
  const line = { deliveryStreamARN: "arn", errorCode: "S3.AccessDenied", message: "Access was denied." };
  client.on(FilterLogEventsCommand).resolves({ events: lines(JSON.stringify(line)) });
  const logs = new CloudWatchLogsClient({});
  expect(await lastDeliveryError(logs, "stack-archive", 17)).toBe("S3.AccessDenied: Access was denied.");
  expect(client.commandCalls(FilterLogEventsCommand)[0]!.args[0].input).toEqual({
    logGroupName: "/aws/kinesisfirehose/stack-archive",
    startTime: 17,
  });
  const refused = (name: string) =>
    client.on(FilterLogEventsCommand).rejects(Object.assign(new Error(name), { name }));
  refused("ResourceNotFoundException");
  expect(await lastDeliveryError(logs, "stack-archive", 17)).toBeUndefined();
  refused("AccessDeniedException");
  await expect(lastDeliveryError(logs, "stack-archive", 17)).rejects.toThrow("AccessDeniedException");
});
