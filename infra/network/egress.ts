import { Eip } from "@cdktf/provider-aws/lib/eip/index.js";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway/index.js";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway/index.js";
import { Route } from "@cdktf/provider-aws/lib/route/index.js";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table/index.js";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association/index.js";
import { Subnet } from "@cdktf/provider-aws/lib/subnet/index.js";
import { Construct } from "constructs";
import { PUBLIC_PART, partOf } from "./range.ts";

interface EgressProps {
  name: string;
  vpcId: string;
  /** Range of the network. */
  cidr: string;
  zone: string;
  privateRoutesId: string;
}

/** A NAT gateway for calls from the private network to a model outside AWS. It lets nothing in. */
export class Egress extends Construct {
  constructor(scope: Construct, id: string, { name, vpcId, cidr, zone, privateRoutesId }: EgressProps) {
    super(scope, id);
    const gateway = new InternetGateway(this, "gateway", { vpcId, tags: { Name: name } });
    const routes = new RouteTable(this, "routes", { vpcId, tags: { Name: `${name}-public` } });
    new Route(this, "out", {
      routeTableId: routes.id,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: gateway.id,
    });
    const subnet = new Subnet(this, "public", {
      vpcId,
      cidrBlock: partOf(cidr, PUBLIC_PART),
      availabilityZone: zone,
      tags: { Name: `${name}-public` },
    });
    new RouteTableAssociation(this, "route", { subnetId: subnet.id, routeTableId: routes.id });
    const address = new Eip(this, "address", { domain: "vpc", tags: { Name: name } });
    const nat = new NatGateway(this, "nat", {
      allocationId: address.allocationId,
      subnetId: subnet.id,
      tags: { Name: name },
      dependsOn: [gateway],
    });
    new Route(this, "private-out", {
      routeTableId: privateRoutesId,
      destinationCidrBlock: "0.0.0.0/0",
      natGatewayId: nat.id,
    });
  }
}
