import { randomBytes } from "node:crypto";
import { secretOf } from "../../../../../shared/redis/credentials.ts";
import type { Arguments } from "../arguments.ts";
import { arnIn, type Component, type ComponentContext } from "../component.ts";

type KeyType = "S" | "N" | "B";

export const dynamodbTable: Component = (args, { aws }) => {
  const name = args.needText("name");
  const types = new Map(
    args.blocks("attribute").map((attribute) => [attribute.needText("name"), attribute.needText("type")]),
  );
  const key = (attribute: string) => {
    const type = types.get(attribute);
    if (type === undefined) throw new Error(`${args.address}: the key ${attribute} has no attribute block.`);
    return { name: attribute, type: type as KeyType };
  };
  const sortKey = args.text("range_key");
  const ttl = args.block("ttl");
  const ttlAttribute = ttl?.flag("enabled", true) ? ttl.text("attribute_name") : undefined;
  ttl?.ignore("attribute_name");
  // What is read is never refused here. Back-ups and encryption are the service's business.
  args.ignore("read_capacity", "table_class");
  const units = args.number("write_capacity", 0);
  const isProvisioned = (args.text("billing_mode") ?? "PROVISIONED") === "PROVISIONED" && units > 0;
  args.ignore("point_in_time_recovery", "server_side_encryption", "deletion_protection_enabled");
  const table = aws.dynamodb.createTable({
    name,
    partitionKey: key(args.needText("hash_key")),
    ...(sortKey !== undefined && { sortKey: key(sortKey) }),
    ...(ttlAttribute !== undefined && { ttlAttribute }),
    ...(isProvisioned && { writeUnits: units }),
  });
  return { id: name, name, arn: table.arn };
};

export const s3Bucket: Component = (args, { aws, region }) => {
  const bucket = args.needText("bucket");
  args.ignore("force_destroy");
  aws.s3.createBucket(bucket);
  const domain = `${bucket}.s3.amazonaws.com`;
  return {
    id: bucket,
    bucket,
    arn: `arn:aws:s3:::${bucket}`,
    bucket_domain_name: domain,
    bucket_region: region,
  };
};

/** The value comes with the version, from the caller, or is made up here: in this order the last one stands. */
export const secret: Component = (args, { aws, secrets }) => {
  const name = args.needText("name");
  args.ignore("description", "kms_key_id", "recovery_window_in_days", "policy");
  const arn = aws.secrets.set(name, secrets[name] ?? randomBytes(32).toString("hex"));
  return { id: arn, arn, name };
};

export const secretVersion: Component = (args, { aws, secrets }) => {
  const arn = args.needText("secret_id");
  const declared = args.text("secret_string");
  const name = nameOfSecret(arn);
  const value = secrets[name] ?? declared ?? aws.secrets.get(arn);
  if (value === undefined) throw new Error(`${args.address}: there is no secret ${arn}.`);
  aws.secrets.set(name, value);
  return { id: `${arn}|local`, arn, secret_id: arn, secret_string: value, version_id: "local" };
};

/** Secrets Manager adds a dash and six characters to a name. */
const nameOfSecret = (arn: string): string =>
  arn.startsWith("arn:")
    ? arn
        .split(":")
        .slice(6)
        .join(":")
        .replace(/-[A-Za-z0-9]{6}$/, "")
    : arn;

/** The declared group stands for the Redis that the caller has, with TLS and a password where that has them. */
export const replicationGroup: Component = (args, context) => {
  const id = args.needText("replication_group_id");
  ignoreSizing(args);
  const { host, port, tls = false } = context.redis;
  handOver(args.text("auth_token"), context);
  return {
    id,
    arn: arnIn(context, "elasticache", `replicationgroup:${id}`),
    primary_endpoint_address: host,
    reader_endpoint_address: host,
    configuration_endpoint_address: host,
    port,
    transit_encryption_enabled: tls,
    member_clusters: [`${id}-001`],
  };
};

/** Whoever reads the secret with the declared token gets what the real server wants instead. */
function handOver(token: string | undefined, { aws, redis }: ComponentContext): void {
  const { username, password } = redis;
  if (password === undefined) return;
  const secrets = aws.secrets.names().filter((name) => aws.secrets.get(name) === token);
  if (token === undefined || secrets.length === 0)
    throw new Error("The Redis here wants a password, and no secret holds the auth_token of the stack's.");
  for (const name of secrets)
    aws.secrets.set(name, secretOf({ password, ...(username !== undefined && { username }) }));
}

/** Size, placement, patching and encryption of a service that is not here. */
function ignoreSizing(args: Arguments): void {
  args.ignore("description", "engine", "engine_version", "node_type", "port", "parameter_group_name");
  args.ignore("num_cache_clusters", "num_node_groups", "replicas_per_node_group", "subnet_group_name");
  args.ignore(
    "automatic_failover_enabled",
    "multi_az_enabled",
    "security_group_ids",
    "notification_topic_arn",
  );
  args.ignore(
    "transit_encryption_enabled",
    "transit_encryption_mode",
    "at_rest_encryption_enabled",
    "kms_key_id",
  );
  args.ignore("auth_token_update_strategy", "snapshot_retention_limit", "snapshot_window");
  args.ignore(
    "auto_minor_version_upgrade",
    "apply_immediately",
    "maintenance_window",
    "log_delivery_configuration",
  );
  args.ignore("final_snapshot_identifier", "data_tiering_enabled", "network_type", "ip_discovery");
}
