import { type AwsAccount, arnOf } from "../arn.ts";
import type { ServiceHandler } from "../contract.ts";
import { AwsError } from "../gateway/aws-error.ts";
import { actions } from "../gateway/gateway.ts";
import { type LineFilter, lineFilter } from "./filter-pattern.ts";
import type { LogEvent, LogStore } from "./log-store.ts";

type Input = Record<string, unknown>;
type LogGroup = NonNullable<ReturnType<LogStore["group"]>>;

const MAX_PAGE = 10_000;

/** CloudWatch Logs, as far as lines are looked for: `aws logs tail` and what it asks. */
export function logsService(store: LogStore, place: AwsAccount): ServiceHandler {
  const found = (input: Input): LogGroup => {
    // An ARN, with or without the star that it ends with, means the group as well.
    const name = String(input.logGroupName ?? input.logGroupIdentifier).replace(
      /^arn:.*:log-group:|:\*$/g,
      "",
    );
    const group = store.group(name);
    if (group) return group;
    throw new AwsError("ResourceNotFoundException", `The specified log group does not exist: ${name}.`);
  };
  const arn = (name: string) => arnOf("logs", place, `log-group:${name}`);

  return actions({
    DescribeLogGroups: ({ input }) => ({
      logGroups: store
        .groups()
        .filter(({ name }) => name.startsWith(String(input.logGroupNamePrefix ?? "")))
        .filter(({ name }) => name.includes(String(input.logGroupNamePattern ?? "")))
        .map(({ name, createdAt, bytes }) => ({
          logGroupName: name,
          creationTime: createdAt,
          storedBytes: bytes,
          arn: `${arn(name)}:*`,
          logGroupArn: arn(name),
        })),
    }),
    DescribeLogStreams({ input }) {
      const { name, streams, events } = found(input);
      const prefix = String(input.logStreamNamePrefix ?? "");
      const logStreams = [...streams]
        .filter(([stream]) => stream.startsWith(prefix))
        .map(([stream, time]) => ({
          logStreamName: stream,
          creationTime: time,
          firstEventTimestamp: time,
          lastEventTimestamp: events.findLast((event) => event.stream === stream)?.time ?? time,
          arn: `${arn(name)}:log-stream:${stream}`,
        }));
      return { logStreams };
    },
    FilterLogEvents({ input }) {
      const { events, nextToken } = page(found(input).events, input, filterOf(input.filterPattern));
      return {
        events: events.map((event) => ({
          ...written(event),
          logStreamName: event.stream,
          eventId: eventId(event),
        })),
        searchedLogStreams: [],
        ...(nextToken && { nextToken }),
      };
    },
    GetLogEvents({ input }) {
      const group = found(input);
      const stream = String(input.logStreamName);
      if (!group.streams.has(stream))
        throw new AwsError(
          "ResourceNotFoundException",
          `The specified log stream does not exist: ${stream}.`,
        );
      const { events } = page(group.events, { ...input, logStreamNames: [stream] }, () => true);
      // A token that does not change says that there is no more.
      const end = `f/${events.at(-1)?.id ?? tokenIn(input)}`;
      return {
        events: events.map(written),
        nextForwardToken: end,
        nextBackwardToken: `b/${events[0]?.id ?? 0}`,
      };
    },
  });
}

function filterOf(pattern: unknown): LineFilter {
  if (typeof pattern !== "string" || pattern.trim() === "") return () => true;
  try {
    return lineFilter(pattern);
  } catch (error) {
    throw new AwsError("InvalidParameterException", (error as Error).message);
  }
}

const tokenIn = ({ nextToken }: Input): number => Number(String(nextToken ?? "f/0").split("/")[1]) || 0;

/** Events that fit, in the order in which they came, and where the next page begins. */
function page(all: readonly LogEvent[], input: Input, fits: LineFilter) {
  const {
    startTime = 0,
    endTime = Number.POSITIVE_INFINITY,
    limit = MAX_PAGE,
  } = input as Record<string, number>;
  const names = input.logStreamNames as string[] | undefined;
  const prefix = String(input.logStreamNamePrefix ?? "");
  const after = tokenIn(input);
  const fitting = all.filter(
    ({ id, time, stream, message }) =>
      id > after &&
      time >= startTime &&
      time <= endTime &&
      (names === undefined || names.includes(stream)) &&
      stream.startsWith(prefix) &&
      fits(message),
  );
  const events = fitting.slice(0, Math.min(limit, MAX_PAGE));
  return { events, nextToken: fitting.length > events.length ? `f/${events.at(-1)!.id}` : undefined };
}

const written = ({ time, message }: LogEvent) => ({ timestamp: time, ingestionTime: time, message });

const eventId = ({ id, time }: LogEvent): string => `${time}${String(id).padStart(12, "0")}`;
