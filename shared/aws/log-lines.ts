import { type CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { parsedObject } from "../json/parsed-object.ts";
import { isMissing } from "./errors.ts";

/**
 * What a function said last of what went wrong, since an instant (epoch ms); undefined where it said nothing. Its lines hold
 * ids and counts, and no personal data.
 */
export const lastComplaint = (
  client: CloudWatchLogsClient,
  functionName: string,
  since: number,
): Promise<string | undefined> =>
  lastLine(client, `/aws/lambda/${functionName}`, since, '{ $.level = "ERROR" }');

/** The same of a delivery stream, whose log holds errors alone and begins with the first. */
export const lastDeliveryError = (
  client: CloudWatchLogsClient,
  deliveryStream: string,
  since: number,
): Promise<string | undefined> =>
  lastLine(client, `/aws/kinesisfirehose/${deliveryStream}`, since).catch((error: Error) => {
    if (isMissing(error)) return undefined;
    throw error;
  });

async function lastLine(
  client: CloudWatchLogsClient,
  logGroupName: string,
  startTime: number,
  filterPattern?: string,
): Promise<string | undefined> {
  const pages = paginateFilterLogEvents({ client }, { logGroupName, filterPattern, startTime });
  let last: string | undefined;
  for await (const { events = [] } of pages) last = events.at(-1)?.message ?? last;
  return last === undefined ? undefined : complaintIn(last);
}

/** Of a line of Lambda itself the message is all there is; Firehose gives a code beside its own. */
function complaintIn(line: string): string {
  const { reason, message, errorMessage, errorCode } = (parsedObject(line) ?? {}) as Record<string, unknown>;
  const said = String(reason ?? errorMessage ?? message ?? line).split("\n")[0]!;
  return errorCode === undefined ? said : `${errorCode}: ${said}`;
}
