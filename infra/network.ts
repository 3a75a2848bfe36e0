import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group/index.js";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js";
import { Construct } from "constructs";
import type { StackContext } from "./context.ts";
import { PrivateNetwork } from "./network/private-network.ts";

/** A private network for Redis and for the function that uses it: one that the stack creates, or an existing one. */
export class StackNetwork extends Construct {
  readonly subnetIds: readonly string[];
  /** Of functions inside the network. */
  readonly functionGroupId: string;
  readonly redisGroupId: string;
  private readonly functions: SecurityGroup;
  private readonly context: StackContext;
  private readonly vpcId: string;

  constructor(scope: Construct, id: string, context: StackContext) {
    super(scope, id);
    const place = context.environment.network;
    const created = "vpcId" in place ? undefined : new PrivateNetwork(this, "own", context, place);
    const { vpcId, subnetIds } = "vpcId" in place ? place : created!;
    this.subnetIds = subnetIds;

    const functions = this.group("functions", context, vpcId, "Functions inside the network");
    const redis = this.group("redis", context, vpcId, "Redis, for functions only");
    this.functions = functions;
    this.context = context;
    this.vpcId = vpcId;
    this.functionGroupId = functions.id;
    this.redisGroupId = redis.id;
    this.open(functions, redis, "redis", 6379);
    // Only the enriching invocation that also scores calls something outside AWS.
    const calls = context.environment.scoring === "inline";
    if (!created || calls)
      this.letOut("https-out", functions, {
        description: created
          ? "The model"
          : "AWS services and the model, as the owner of the network lets them be reached",
        cidrIpv4: "0.0.0.0/0",
      });
    if (!created) return;

    const endpoints = this.group("endpoints", context, vpcId, "AWS services, for functions only");
    this.open(functions, endpoints, "endpoints", 443);
    for (const [service, prefixListId] of created.reach(endpoints.id))
      this.letOut(`${service}-out`, functions, { description: `${service} by its endpoint`, prefixListId });
    if (calls) created.open();
  }

  /** The group of an OpenSearch domain inside the network, which functions reach and nobody else. */
  searchGroup(): string {
    const domain = this.group(
      "search",
      this.context,
      this.vpcId,
      "The OpenSearch domain, for functions only",
    );
    this.open(this.functions, domain, "search", 443);
    return domain.id;
  }

  private letOut(
    id: string,
    from: SecurityGroup,
    to: { description: string } & ({ cidrIpv4: string } | { prefixListId: string }),
  ): void {
    const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };
    new VpcSecurityGroupEgressRule(this, id, { ...https, ...to, securityGroupId: from.id });
  }

  private group(id: string, { name }: StackContext, vpcId: string, description: string): SecurityGroup {
    return new SecurityGroup(this, id, { name: `${name}-${id}`, description, vpcId });
  }

  /** Lets one group call another on a port, and nothing back. */
  private open(from: SecurityGroup, to: SecurityGroup, id: string, port: number): void {
    const rule = { ipProtocol: "tcp", fromPort: port, toPort: port };
    new VpcSecurityGroupIngressRule(this, `${id}-in`, {
      ...rule,
      securityGroupId: to.id,
      referencedSecurityGroupId: from.id,
    });
    new VpcSecurityGroupEgressRule(this, `${id}-out`, {
      ...rule,
      securityGroupId: from.id,
      referencedSecurityGroupId: to.id,
    });
  }
}
