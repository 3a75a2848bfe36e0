import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group/index.js";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table/index.js";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association/index.js";
import { Subnet } from "@cdktf/provider-aws/lib/subnet/index.js";
import { Vpc } from "@cdktf/provider-aws/lib/vpc/index.js";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint/index.js";
import { Construct } from "constructs";
import type { StackContext } from "../context.ts";
import type { NewNetwork } from "../environments/settings.ts";
import { Egress } from "./egress.ts";
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
  private readonly context: StackContext;
  private readonly place: NewNetwork;

  constructor(scope: Construct, id: string, context: StackContext, place: NewNetwork) {
    super(scope, id);
    this.context = context;
    this.place = place;
    const { name, region } = context;
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
    this.subnetIds = place.zones.map((zone, index) => {
      const subnet = new Subnet(this, `private-${zone}`, {
        vpcId: vpc.id,
        cidrBlock: partOf(place.cidr, index),
        availabilityZone: `${region}${zone}`,
        tags: { Name: `${name}-private-${zone}` },
      });
      new RouteTableAssociation(this, `route-${zone}`, { subnetId: subnet.id, routeTableId: routes.id });
      return subnet.id;
    });
  }

  /**
   * Makes AWS services reachable from inside the network, for whoever may reach the endpoints' group. Returns the prefix
   * lists of the services that are reached by routes, by service.
   */
  reach(endpointsGroupId: string): ReadonlyMap<string, string> {
    const lists = new Map<string, string>();
    const { vpcId, subnetIds, routesId } = this;
    const serviceName = (service: string) => `com.amazonaws.${this.context.region}.${service}`;
    for (const service of GATEWAY_SERVICES) {
      const endpoint = new VpcEndpoint(this, service, {
        vpcId,
        serviceName: serviceName(service),
        vpcEndpointType: "Gateway",
        routeTableIds: [routesId],
      });
      lists.set(service, endpoint.prefixListId);
    }
    for (const service of this.place.endpoints)
      new VpcEndpoint(this, service, {
        vpcId,
        serviceName: serviceName(service),
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds,
        securityGroupIds: [endpointsGroupId],
      });
    return lists;
  }

  /** A way out, for what is called outside AWS. */
  open(): void {
    const { name, region } = this.context;
    new Egress(this, "egress", {
      name,
      vpcId: this.vpcId,
      cidr: this.place.cidr,
      zone: `${region}${this.place.zones[0]}`,
      privateRoutesId: this.routesId,
    });
  }
}
