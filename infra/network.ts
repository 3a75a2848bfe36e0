import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group/index.js";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js";
import { Construct } from "constructs";
import type { StackContext } from "./context.ts";
import type { BroughtServiceName, PrivateService } from "./environments/settings.ts";
import { PrivateNetwork } from "./network/private-network.ts";

const ANYWHERE = "0.0.0.0/0";
const BY_OWNER = "AWS services";

/** Where a function runs that is inside the network, and as whom. */
export interface FunctionPlace {
  subnetIds: readonly string[];
  groupId: string;
}

/**
 * A private network for Redis, for the function that uses it, and for those that call a private service: one that the stack
 * creates, or an existing one.
 */
export class StackNetwork extends Construct {
  readonly subnetIds: readonly string[];
  /** Of functions that use Redis. */
  readonly functions: FunctionPlace;
  readonly redisGroupId: string;
  private readonly context: StackContext;
  private readonly vpcId: string;
  private readonly created: PrivateNetwork | undefined;
  /** Of the endpoints in a network of the stack's own, and the lists of those that are reached by routes. */
  private readonly endpoints: { group: SecurityGroup; lists: ReadonlyMap<string, string> } | undefined;
  private readonly places = new Map<BroughtServiceName, FunctionPlace>();
  private readonly functionGroup: SecurityGroup;

  constructor(scope: Construct, id: string, context: StackContext) {
    super(scope, id);
    const { network: place, scoring, privateServices } = context.environment;
    this.context = context;
    this.created = "vpcId" in place ? undefined : new PrivateNetwork(this, "own", context, place);
    const { vpcId, subnetIds } = "vpcId" in place ? place : this.created!;
    this.subnetIds = subnetIds;
    this.vpcId = vpcId;

    const functions = this.group("functions", "Functions inside the network");
    const redis = this.group("redis", "Redis, for functions only");
    this.functions = { subnetIds, groupId: functions.id };
    this.functionGroup = functions;
    this.redisGroupId = redis.id;
    this.open(functions, redis, "redis", 6379);
    // Only the enriching invocation that also scores calls something outside AWS.
    const calls = scoring === "inline" && privateServices.model === undefined;
    if (!this.created || calls) {
      const who = this.created
        ? "The model"
        : `${BY_OWNER} and the model, as the owner of the network lets them be reached`;
      this.letOut("https-out", functions, { description: who, cidrIpv4: ANYWHERE });
    }
    if (scoring === "inline" && privateServices.model) this.letTo("model", functions, privateServices.model);
    if (this.created) {
      const group = this.group("endpoints", "AWS services, for functions only");
      this.endpoints = { group, lists: this.created.reach(group.id) };
      this.letToEndpoints("", functions);
      if (calls) this.created.open();
    }
    for (const service of Object.values(privateServices))
      if (service?.through !== undefined) this.created?.lead(service.ranges, service.through);
  }

  /** Where a function runs that calls the service: inside for a private one, which nothing else of the stack reaches. */
  placeFor(name: BroughtServiceName): FunctionPlace | undefined {
    const service = this.context.environment.privateServices[name];
    if (service === undefined) return undefined;
    const known = this.places.get(name);
    if (known) return known;
    const group = this.group(`${name}-callers`, `Functions that call ${name}`);
    this.letTo(`${name}-callers-${name}`, group, service);
    if (this.endpoints) this.letToEndpoints(`${name}-callers-`, group);
    else
      this.letOut(`${name}-callers-https-out`, group, {
        description: `${BY_OWNER}, as the owner of the network lets them be reached`,
        cidrIpv4: ANYWHERE,
      });
    const place = { subnetIds: this.subnetIds, groupId: group.id };
    this.places.set(name, place);
    return place;
  }

  private letTo(id: string, from: SecurityGroup, { ranges, port }: PrivateService): void {
    for (const [at, cidrIpv4] of ranges.entries())
      new VpcSecurityGroupEgressRule(this, `${id}-out${at === 0 ? "" : `-${at + 1}`}`, {
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
        description: "The private service",
        cidrIpv4,
        securityGroupId: from.id,
      });
  }

  private letToEndpoints(id: string, from: SecurityGroup): void {
    const { group, lists } = this.endpoints!;
    this.open(from, group, `${id}endpoints`, 443);
    for (const [service, prefixListId] of lists)
      this.letOut(`${id}${service}-out`, from, { description: `${service} by its endpoint`, prefixListId });
  }

  /** The group of an OpenSearch domain inside the network, which functions reach and nobody else. */
  searchGroup(): string {
    const domain = this.group("search", "The OpenSearch domain, for functions only");
    this.open(this.functionGroup, domain, "search", 443);
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

  private group(id: string, description: string): SecurityGroup {
    const { vpcId, context } = this;
    return new SecurityGroup(this, id, { name: `${context.name}-${id}`, description, vpcId });
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
