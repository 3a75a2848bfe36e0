import { type Body, numberOf, resourcesOf, type StackCheck } from "./stack.ts";

const LEAST_HOURS = 48;

/** Records that a trigger gave up on are fetched again by their position: there must be days to do it. */
export const checkStreams: StackCheck = (stack) =>
  resourcesOf(stack, "aws_kinesis_stream").flatMap(({ address, body }) => {
    const hours = retentionHours(body);
    return hours >= LEAST_HOURS
      ? []
      : [
          `${address} keeps records for ${hours} h; it needs at least ${LEAST_HOURS} h, so that failed records can still be fetched.`,
        ];
  });

/** Kinesis keeps records for a day unless told otherwise. */
export const retentionHours = (stream: Body): number => numberOf(stream.retention_period) || 24;
