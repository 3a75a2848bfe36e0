import { type CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { parsedObject } from "../json/parsed-object.ts";

/**
 * What a function said last of what went wrong, since an instant (epoch ms); undefined where it said nothing. Its lines hold
 * ids and counts, and no personal data.
 */
export async function lastComplaint(
  client: CloudWatchLogsClient,
  functionName: string,
  since: number,
): Promise<string | undefined> {
  const lines = paginateFilterLogEvents(
    { client },
    {
      logGroupName: `/aws/lambda/${functionName}`,
      filterPattern: '{ $.level = "ERROR" }',
      startTime: since,
    },
  );
  let last: string | undefined;
  for await (const { events = [] } of lines) last = events.at(-1)?.message ?? last;
  return last === undefined ? undefined : complaintIn(last);
}

/** Of a line of Lambda itself the message is all there is. */
function complaintIn(line: string): string {
  const { reason, message, errorMessage } = (parsedObject(line) ?? {}) as Record<string, unknown>;
  return String(reason ?? errorMessage ?? message ?? line).split("\n")[0]!;
}
