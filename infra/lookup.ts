import { ElasticacheParameterGroup } from "@cdktf/provider-aws/lib/elasticache-parameter-group/index.js";
import { ElasticacheReplicationGroup } from "@cdktf/provider-aws/lib/elasticache-replication-group/index.js";
import { ElasticacheSubnetGroup } from "@cdktf/provider-aws/lib/elasticache-subnet-group/index.js";
import { Construct } from "constructs";
import { nodesOf } from "../shared/observability/named-resources.ts";
import type { StackContext } from "./context.ts";
import type { RedisCapacity } from "./environments/settings.ts";
import type { StackNetwork } from "./network.ts";
import type { Statement } from "./policy.ts";
import { GeneratedSecret, readSecret } from "./secrets.ts";

/** Redis for look-ups and session state: encrypted, with a password, in private subnets. */
export class RedisStore extends Construct {
  private readonly group: ElasticacheReplicationGroup;
  private readonly password: GeneratedSecret;
  private readonly cluster: boolean;
  private readonly capacity: RedisCapacity;

  constructor(scope: Construct, id: string, context: StackContext, network: StackNetwork) {
    super(scope, id);
    this.capacity = context.environment.redis;
    const { nodeType, shards, replicas, snapshotDays } = this.capacity;
    this.cluster = shards > 1;
    this.password = new GeneratedSecret(this, "redis", context, `Redis password of ${context.name}`);
    const subnets = new ElasticacheSubnetGroup(this, "subnets", {
      name: context.name,
      subnetIds: [...network.subnetIds],
    });
    const parameters = new ElasticacheParameterGroup(this, "parameters", {
      name: context.name,
      family: "valkey8",
      parameter: [
        { name: "cluster-enabled", value: this.cluster ? "yes" : "no" },
        // A state that is given up is a session that begins anew; a write that is refused follows REDIS_OUTAGE.
        { name: "maxmemory-policy", value: "noeviction" },
      ],
    });
    this.group = new ElasticacheReplicationGroup(this, "redis-group", {
      replicationGroupId: context.name,
      description: `Look-ups and session state of ${context.name}`,
      engine: "valkey",
      engineVersion: "8.0",
      nodeType,
      port: 6379,
      ...(this.cluster
        ? { numNodeGroups: shards, replicasPerNodeGroup: replicas }
        : { numCacheClusters: 1 + replicas }),
      // Cluster mode demands failover even of shards without a replica.
      automaticFailoverEnabled: replicas > 0 || this.cluster,
      multiAzEnabled: replicas > 0,
      parameterGroupName: parameters.name,
      subnetGroupName: subnets.name,
      securityGroupIds: [network.redisGroupId],
      transitEncryptionEnabled: true,
      atRestEncryptionEnabled: "true",
      kmsKeyId: context.key.arn,
      authToken: this.password.value,
      // ROTATE would go on taking connections without a password.
      authTokenUpdateStrategy: "SET",
      snapshotRetentionLimit: snapshotDays,
      // Keeps the last day's session state if the group is deleted by mistake.
      ...(context.environment.retainData && { finalSnapshotIdentifier: `${context.name}-final` }),
      autoMinorVersionUpgrade: "true",
      applyImmediately: !context.environment.retainData,
    });
  }

  /** Names of the nodes, as ElastiCache creates them and CloudWatch uses them. */
  get nodes(): string[] {
    return nodesOf(this.group.id, this.capacity);
  }

  read(): Statement {
    return readSecret(this.password.arn);
  }

  get settings() {
    const endpoint = this.cluster ? "configuration_endpoint_address" : "primary_endpoint_address";
    return {
      REDIS_HOST: this.group.getStringAttribute(endpoint),
      REDIS_PORT: this.group.getStringAttribute("port"),
      REDIS_TLS: this.group.getStringAttribute("transit_encryption_enabled"),
      REDIS_CLUSTER: String(this.cluster),
      REDIS_SECRET_ARN: this.password.arn,
    };
  }
}
