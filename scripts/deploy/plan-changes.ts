/** The parts of `terraform show -json PLAN` that are looked at. */
export interface PlanJson {
  resource_changes?: {
    address: string;
    type: string;
    change: {
      actions: string[];
      before?: { name?: string; bucket?: string; replication_group_id?: string } | null;
    };
  }[];
}

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
};

export interface PlanVerdict {
  created: number;
  changed: number;
  destroyed: number;
  /** Sentences on what would be lost. */
  losses: string[];
}

/** What a plan does, and what it would lose. */
export function planChanges({ resource_changes: all = [] }: PlanJson): PlanVerdict {
  const having = (action: string) => all.filter(({ change }) => change.actions.includes(action));
  const lost = having("delete").flatMap(({ address, type, change }) => {
    const loss = losses[type];
    if (loss === undefined) return [];
    const { name, bucket, replication_group_id: group } = change.before ?? {};
    const verb = change.actions.includes("create") ? "is replaced" : "is destroyed";
    return [`${type} ${name ?? bucket ?? group ?? address} ${verb}: ${loss}.`];
  });
  return {
    created: having("create").length,
    changed: having("update").length,
    destroyed: having("delete").length,
    losses: lost,
  };
}
