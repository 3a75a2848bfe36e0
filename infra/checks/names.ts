import { legalSchedule } from "./schedule.ts";
import { resourcesOf, type StackCheck } from "./stack.ts";

/** Longest region name and an account number, for references that only a deployment fills in. */
const sample = (text: unknown): string =>
  String(text)
    .replaceAll(/\$\{data\.aws_region\.[^}]+\}/g, "ap-northeast-1")
    .replaceAll(/\$\{data\.aws_caller_identity\.[^}]+\}/g, "123456789012");

/** "Bucket naming rules", Amazon S3 guide. */
const buckets: StackCheck = (stack) =>
  resourcesOf(stack, "aws_s3_bucket").flatMap(({ address, body }) => {
    const name = sample(body.bucket);
    const legal = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name);
    return legal
      ? []
      : [`${address} is named "${name}"; a bucket's name has 3 to 63 lower-case letters, digits and dashes.`];
  });

const schedules: StackCheck = (stack) =>
  resourcesOf(stack, "aws_cloudwatch_event_rule").flatMap(({ address, body }) => {
    const text = body.schedule_expression;
    return text === undefined || legalSchedule(String(text))
      ? []
      : [
          `${address} is scheduled at "${text}"; expected rate(1 minute), rate(5 minutes) or cron(minute hour day month weekday year) with a "?" for one of the days.`,
        ];
  });

export const checkNames: StackCheck = (stack) => [...buckets(stack), ...schedules(stack)];
