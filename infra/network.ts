import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group/index.js";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table/index.js";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association/index.js";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group/index.js";
import { Subnet } from "@cdktf/provider-aws/lib/subnet/index.js";
import { Vpc } from "@cdktf/provider-aws/lib/vpc/index.js";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint/index.js";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js";
import { Construct } from "constructs";
import type { Context } from "./context.ts";
import { Egress } from "./network/egress.ts";

const CIDR = "10.80.0.0/16";

/** What enrichment calls, reached without leaving the network. Lambda's logs and KMS need no way of their own. */
const INTERFACE_SERVICES = ["kinesis-streams", "sqs", "secretsmanager"];
const GATEWAY_SERVICES = ["s3", "dynamodb"];

/** A private network for Redis and for the one function that speaks to it. */
export class Network extends Construct {
  readonly subnetIds: string[];
  /** Of functions inside the network. */
  readonly functionGroupId: string;
  readonly redisGroupId: string;

  constructor(scope: Construct, id: string, context: Context) {
    super(scope, id);
    const { name, region, environment } = context;
    const vpc = new Vpc(this, "vpc", {
      cidrBlock: CIDR,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: name },
    });
    // Takes every rule away from the group that AWS makes with each network.
    new DefaultSecurityGroup(this, "default-group", { vpcId: vpc.id });

    const routes = new RouteTable(this, "routes", { vpcId: vpc.id, tags: { Name: `${name}-private` } });
    this.subnetIds = environment.availabilityZones.map((zone, index) => {
      const subnet = new Subnet(this, `private-${zone}`, {
        vpcId: vpc.id,
        cidrBlock: `10.80.${index * 16}.0/20`,
        availabilityZone: `${region}${zone}`,
        tags: { Name: `${name}-private-${zone}` },
      });
      new RouteTableAssociation(this, `route-${zone}`, { subnetId: subnet.id, routeTableId: routes.id });
      return subnet.id;
    });

    const functions = this.group("functions", context, vpc.id, "Functions inside the network");
    const redis = this.group("redis", context, vpc.id, "Redis, for functions only");
    const endpoints = this.group("endpoints", context, vpc.id, "AWS services, for functions only");
    this.functionGroupId = functions.id;
    this.redisGroupId = redis.id;
    this.open(functions, redis, "redis", 6379);
    this.open(functions, endpoints, "endpoints", 443);
    // Gateway endpoints (S3, DynamoDB) are addresses of the service, not of the network.
    new VpcSecurityGroupEgressRule(this, "https-out", {
      securityGroupId: functions.id,
      description: "AWS services by gateway endpoints, and the model where a way out exists",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: "0.0.0.0/0",
    });

    for (const service of GATEWAY_SERVICES)
      new VpcEndpoint(this, service, {
        vpcId: vpc.id,
        serviceName: `com.amazonaws.${region}.${service}`,
        vpcEndpointType: "Gateway",
        routeTableIds: [routes.id],
      });
    for (const service of INTERFACE_SERVICES)
      new VpcEndpoint(this, service, {
        vpcId: vpc.id,
        serviceName: `com.amazonaws.${region}.${service}`,
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: this.subnetIds,
        securityGroupIds: [endpoints.id],
      });
    // Only the enriching invocation that also scores calls something outside AWS.
    if (environment.scoring === "inline")
      new Egress(this, "egress", { name, vpcId: vpc.id, zone: `${region}a`, privateRoutesId: routes.id });
  }

  private group(id: string, { name }: Context, vpcId: string, description: string): SecurityGroup {
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
