import { type PlanValues, planNumber, planValue } from "./plan-json.ts";

/** What comes of a change, each the rest of a sentence that begins with the resource. */
type Losses = (before: PlanValues, after: PlanValues) => string[];

/**
 * What is lost although nothing is destroyed, by terraform's name of the type: in a plan it is one of many lines, and AWS
 * does it without a question.
 */
const losses: Readonly<Record<string, Losses>> = {
  aws_kinesis_stream: (before, after) =>
    lowered("retention_period", before, after).map(
      ([hours, so]) => `keeps records for ${hours} hours, so far ${so}: older ones are lost, read or not`,
    ),
  aws_cloudwatch_log_group: (before, after) =>
    lowered("retention_in_days", before, after, { zeroIsForEver: true }).map(
      ([days]) => `loses the lines that are older than ${days} days`,
    ),
  aws_elasticache_replication_group: (before, after) =>
    lowered("snapshot_retention_limit", before, after).map(
      ([days]) => `loses the snapshots that are older than ${days} days`,
    ),
  aws_dynamodb_table: (before, after) => {
    const [was, is] = [before, after].map((each) => planValue(each, "point_in_time_recovery.enabled"));
    return was === true && is === false ? ["cannot be put back to an earlier second any more"] : [];
  },
  aws_s3_bucket_lifecycle_configuration: (before, after) => earlierEnds(before, after),
  aws_glue_catalog_table: (before, after) => [...lostColumns(before, after), ...lostDays(before, after)],
  aws_lambda_function: (before, after) => [
    ...lowered("environment.variables.KEEP_DAYS", before, after).map(
      ([days, so]) => `deletes what came more than ${days} days ago from the curated tables, so far ${so}`,
    ),
    ...otherLanes(before, after),
  ],
  aws_cloudwatch_event_rule: (before, after) =>
    before.state === "ENABLED" && after.state === "DISABLED"
      ? ["is switched off: its function is not invoked by the clock any more"]
      : [],
};

/** What a change of a resource in its place loses. */
export const lostInPlace = (type: string, before: PlanValues, after: PlanValues): string[] =>
  losses[type]?.(before, after) ?? [];

/** The value and the one before, where it is lower. */
function lowered(
  path: string,
  before: PlanValues,
  after: PlanValues,
  { zeroIsForEver = false } = {},
): [is: number, was: number][] {
  const of = (values: PlanValues) => {
    const value = planNumber(values, path);
    return zeroIsForEver && value === 0 ? Number.POSITIVE_INFINITY : value;
  };
  const [was, is] = [of(before), of(after)];
  return was !== undefined && is !== undefined && is < was ? [[is, was]] : [];
}

/** The key of a state holds the lane. */
function otherLanes(before: PlanValues, after: PlanValues): string[] {
  const [was, is] = [before, after].map((each) => planNumber(each, "environment.variables.LANES"));
  // Of those that have lanes, the one that keeps states.
  const keepsStates = planValue(before, "environment.variables.REDIS_HOST") !== undefined;
  return keepsStates && was !== undefined && is !== undefined && is !== was
    ? [`has ${is} lanes, so far ${was}: every session begins anew, and each device's count of them`]
    : [];
}

interface End {
  prefix: string;
  days: number;
}

/** When objects end by their age, by the beginning of their names. */
function endsIn(values: PlanValues): End[] {
  const rules = (values.rule ?? []) as PlanValues[];
  return rules.flatMap((rule) => {
    const days = planNumber(rule, "expiration.days") ?? 0;
    return days > 0 && rule.status !== "Disabled"
      ? [{ prefix: String(planValue(rule, "filter.prefix") ?? ""), days }]
      : [];
  });
}

/** Days until objects of a prefix end; every rule that its name fits counts, and the shortest one decides. */
const daysOf = (ends: readonly End[], of: string): number =>
  Math.min(
    ...ends.filter(({ prefix }) => of.startsWith(prefix)).map(({ days }) => days),
    Number.POSITIVE_INFINITY,
  );

function earlierEnds(before: PlanValues, after: PlanValues): string[] {
  const [was, is] = [endsIn(before), endsIn(after)];
  return is.flatMap(({ prefix, days }) => {
    const so = daysOf(was, prefix);
    // Where folders had their ends, one without an end is a folder that is new.
    const isNew = prefix !== "" && was.length > 0 && so === Number.POSITIVE_INFINITY;
    if (days >= so || isNew) return [];
    const which = prefix === "" ? "its objects" : `its objects below ${prefix}`;
    return [
      `deletes ${which} after ${days} days, so far ${so === Number.POSITIVE_INFINITY ? "never" : `after ${so}`}: older ones go within a day`,
    ];
  });
}

function lostColumns(before: PlanValues, after: PlanValues): string[] {
  // A view's columns are those of its SQL.
  if (before.table_type === "VIRTUAL_VIEW") return [];
  const names = (values: PlanValues) =>
    ((planValue(values, "storage_descriptor.columns") ?? []) as unknown[]).map((column) =>
      String((column as PlanValues).name),
    );
  const kept = new Set(names(after));
  const lost = names(before).filter((name) => !kept.has(name));
  return lost.length === 0
    ? []
    : [
        `has no column ${lost.join(", ")} any more: queries do not see its values, and events under way that have one fail at the archive, to be replayed once it is back (a step of one's own that is in force no more belongs to formerSteps)`,
      ];
}

/** `1995-01-01,NOW+1DAYS` */
function lostDays(before: PlanValues, after: PlanValues): string[] {
  const first = (values: PlanValues) => {
    const { parameters } = values as { parameters?: Record<string, string> | null };
    return /^\d{4}-\d{2}-\d{2}(?=,)/.exec(parameters?.["projection.dt.range"] ?? "")?.[0];
  };
  const [was, is] = [first(before), first(after)];
  return was !== undefined && is !== undefined && is > was
    ? [`begins on ${is}, so far on ${was}: queries do not see what is older`]
    : [];
}
