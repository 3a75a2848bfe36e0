import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones/index.js";
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group/index.js";
import { Ec2TransitGatewayVpcAttachment } from "@cdktf/provider-aws/lib/ec2-transit-gateway-vpc-attachment/index.js";
import { Route } from "@cdktf/provider-aws/lib/route/index.js";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table/index.js";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association/index.js";
import { Subnet } from "@cdktf/provider-aws/lib/subnet/index.js";
import { Vpc } from "@cdktf/provider-aws/lib/vpc/index.js";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint/index.js";
import { Construct } from "constructs";
import type { StackContext } from "../context.ts";
import type { NewNetwork } from "../environments/settings.ts";
import { Egress } from "./egress.ts";
import { flowLogs } from "./flow-logs.ts";
import { partOf } from "./range.ts";

/** S3 and DynamoDB are reached by routes, which cost nothing. */
const GATEWAY_SERVICES = ["s3", "dynamodb"];

/**
 * A private network that the stack creates: one subnet for each zone, no way in, and a way out only where it is asked
 * for.
 */
export class PrivateNetwork extends Construct {
  readonly vpcId: string;
  readonly subnetIds: string[];
  private readonly routesId: string;
  private readonly firstZone: string;
  private readonly context: StackContext;
  private readonly place: NewNetwork;
  private readonly routed = new Set<string>();
  private readonly attachments = new Map<string, Ec2TransitGatewayVpcAttachment>();

  constructor(scope: Construct, id: string, context: StackContext, place: NewNetwork) {
    super(scope, id);
    this.context = context;
    this.place = place;
    const { name } = context;
    const zones = this.zones();
    this.firstZone = zones[0]!;
    const vpc = new Vpc(this, "vpc", {
      cidrBlock: place.cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: name },
    });
    this.vpcId = vpc.id;
    // Takes every rule away from the group that AWS makes with each network.
    new DefaultSecurityGroup(this, "default-group", { vpcId: vpc.id });
    const routes = new RouteTable(this, "routes", { vpcId: vpc.id, tags: { Name: `${name}-private` } });
    this.routesId = routes.id;
    this.subnetIds = zones.map((availabilityZone, index) => {
      const letter = "abc"[index];
      const subnet = new Subnet(this, `private-${letter}`, {
        vpcId: vpc.id,
        cidrBlock: partOf(place.cidr, index),
        availabilityZone,
        tags: { Name: `${name}-private-${letter}` },
        // A region that gets another zone does not move the subnets that are there.
        lifecycle: { ignoreChanges: ["availability_zone"] },
      });
      new RouteTableAssociation(this, `route-${letter}`, { subnetId: subnet.id, routeTableId: routes.id });
      return subnet.id;
    });
    if (place.flowLogs !== "none") flowLogs(this, context, vpc.id, place.flowLogs);
  }

  /** The first zones of the region, by their names: not every region has an a, a b and a c. */
  private zones(): string[] {
    const { zones: count } = this.place;
    const { fqn } = new DataAwsAvailabilityZones(this, "zones", {
      state: "available",
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
      lifecycle: {
        postcondition: [
          {
            condition: `\${length(self.names) >= ${count}}`,
            errorMessage: `The region has too few zones for this account: the setting network.zones is ${count}.`,
          },
        ],
      },
    });
    return Array.from({ length: count }, (_, index) => `\${${fqn}.names[${index}]}`);
  }

  /**
   * Makes AWS services reachable from inside the network, for whoever may reach the endpoints' group. Returns the prefix
   * lists of the services that are reached by routes, by service.
   */
  reach(endpointsGroupId: string): ReadonlyMap<string, string> {
    const lists = new Map<string, string>();
    const { vpcId, subnetIds, routesId } = this;
    const { region, partition } = this.context;
    const serviceName = (service: string) => `${partition.reversed}.${region}.${service}`;
    const policy = withinAccount(this.context);
    for (const service of GATEWAY_SERVICES) {
      const endpoint = new VpcEndpoint(this, service, {
        vpcId,
        serviceName: serviceName(service),
        vpcEndpointType: "Gateway",
        policy,
        routeTableIds: [routesId],
      });
      lists.set(service, endpoint.prefixListId);
    }
    for (const service of this.place.endpoints)
      new VpcEndpoint(this, service, {
        vpcId,
        serviceName: serviceName(service),
        vpcEndpointType: "Interface",
        policy,
        privateDnsEnabled: true,
        subnetIds,
        securityGroupIds: [endpointsGroupId],
      });
    return lists;
  }

  /** Routes to a private service: through a transit gateway, to which the network is attached, or a peering connection. */
  lead(ranges: readonly string[], through: string): void {
    const isGateway = through.startsWith("tgw-");
    const attached = isGateway ? [this.attachedTo(through)] : [];
    for (const range of ranges) {
      if (this.routed.has(range)) continue;
      this.routed.add(range);
      new Route(this, `to-${range.replaceAll(/[./]/g, "-")}`, {
        routeTableId: this.routesId,
        destinationCidrBlock: range,
        ...(isGateway ? { transitGatewayId: through } : { vpcPeeringConnectionId: through }),
        dependsOn: attached,
      });
    }
  }

  private attachedTo(gateway: string): Ec2TransitGatewayVpcAttachment {
    const known = this.attachments.get(gateway);
    if (known) return known;
    const attachment = new Ec2TransitGatewayVpcAttachment(this, gateway, {
      transitGatewayId: gateway,
      vpcId: this.vpcId,
      subnetIds: this.subnetIds,
      tags: { Name: this.context.name },
    });
    this.attachments.set(gateway, attachment);
    return attachment;
  }

  /** A way out, for what is called outside AWS. */
  open(): void {
    const { name } = this.context;
    new Egress(this, "egress", {
      name,
      vpcId: this.vpcId,
      cidr: this.place.cidr,
      zone: this.firstZone,
      privateRoutesId: this.routesId,
    });
  }
}

/** Whoever is inside the network reaches nothing of another account by it, and nobody else's credentials pass. */
const withinAccount = ({ account }: StackContext): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: "*",
        Resource: "*",
        Condition: { StringEquals: { "aws:PrincipalAccount": account, "aws:ResourceAccount": account } },
      },
    ],
  });
