import { lostInPlace } from "./changes-in-place.ts";
import { nameOfValues, type PlanJson, planNumber, type ResourceChange } from "./plan-json.ts";
import { ofTrigger, refusedBeginnings, scoredAgain, TRIGGER } from "./triggers.ts";

/** What is lost with a resource of each type that holds something, or that the flow hangs on. */
const losses: Readonly<Record<string, string>> = {
  aws_kinesis_firehose_delivery_stream:
    "the new one starts at the latest record, so what arrives until then is never archived",
  aws_kinesis_stream: "the records that nobody has read yet are lost",
  aws_kinesis_stream_consumer: "its reader starts anew",
  aws_dynamodb_table: "its items are lost",
  aws_s3_bucket: "its objects are lost",
  aws_sqs_queue: "the messages in it are lost",
  aws_elasticache_replication_group:
    "session states and look-ups are lost: sessions begin anew, look-ups are to be loaded",
  aws_secretsmanager_secret: "its value is lost",
  aws_secretsmanager_secret_version: "its value changes",
  aws_kms_key: "what is encrypted with it cannot be read any more after 30 days",
  aws_opensearch_domain: "the copy to explore is lost, and begins anew with what the stream still keeps",
  aws_glue_catalog_database:
    "the curated tables in it are lost to queries, and with them every event whose file has expired",
};

export interface PlanVerdict {
  created: number;
  changed: number;
  destroyed: number;
  /** Sentences on what would be lost. */
  losses: string[];
  /** Sentences on what AWS would refuse half-way through. */
  refusals: string[];
}

/**
 * What a plan does, what it would lose, and what of it AWS does not do.
 * @param now epoch ms
 */
export function planChanges(
  { resource_changes: all = [], resource_drift: drifted = [] }: PlanJson,
  now: number,
): PlanVerdict {
  const having = (action: string) => all.filter(({ change }) => change.actions.includes(action));
  return {
    created: having("create").length,
    changed: having("update").length,
    destroyed: having("delete").length,
    losses: [...goneFrom(drifted), ...all.flatMap(lostBy), ...scoredAgain(all)],
    refusals: [
      ...having("update").flatMap(refusedShards),
      ...having("delete").flatMap(refusedNetwork),
      ...having("create").flatMap((each) => refusedBeginnings(each, now)),
    ],
  };
}

/** Terraform would make it anew without a word, and know no more of what is elsewhere. */
function goneFrom(drifted: readonly ResourceChange[]): string[] {
  const gone = drifted
    .filter(({ type, change }) => change.actions.includes("delete") && losses[type] !== undefined)
    .map(({ address, type, change }) => `${type} ${nameOfValues(change.before) ?? address}`);
  if (gone.length === 0) return [];
  const others = gone.length > NAMED ? ` and ${gone.length - NAMED} more` : "";
  return [
    `${gone.slice(0, NAMED).join(", ")}${others} that the state knows of are not there: they were deleted, or this is not the account and region (AWS_PROFILE, AWS_REGION) that the stack is in.`,
  ];
}

function lostBy({ address, type, change }: ResourceChange): string[] {
  const { actions, before, after } = change;
  const title = `${type} ${nameOfValues(before) ?? address}`;
  if (actions.includes("delete")) {
    const isReplaced = actions.includes("create");
    const loss = type === TRIGGER ? ofTrigger(before, after, isReplaced) : losses[type];
    return loss === undefined ? [] : [`${title} ${isReplaced ? "is replaced" : "is destroyed"}: ${loss}.`];
  }
  if (!actions.includes("update") || !before || !after) return [];
  return lostInPlace(type, before, after).map((loss) => `${title} ${loss}.`);
}

/** So many of what is gone are enough to know it by. */
const NAMED = 3;

/** "UpdateShardCount", Kinesis API reference: no more than twice as many at once, and no less than half. */
function refusedShards({ type, change: { before, after } }: ResourceChange): string[] {
  if (type !== "aws_kinesis_stream" || !before || !after) return [];
  const [was, is] = [before, after].map((values) => planNumber(values, "shard_count") ?? 0);
  if (!was || !is || (is <= 2 * was && 2 * is >= was)) return [];
  const next = is > was ? 2 * was : Math.ceil(was / 2);
  return [
    `Kinesis takes ${nameOfValues(before)} from ${was} shards to ${next} at once, and not to ${is}: deploy with ${next} first.`,
  ];
}

/** Their interfaces hold it: AWS waits for them, and terraform for AWS, until it gives up in the middle. */
function refusedNetwork({ type, address }: ResourceChange): string[] {
  if (type !== "aws_vpc") return [];
  return [
    `${address} would go, and AWS lets go of no network in which there are a Redis and functions: give the other network to an environment of another name, and destroy this one once nothing comes to it.`,
  ];
}
