import { OpensearchDomain } from "@cdktf/provider-aws/lib/opensearch-domain/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { WatchedDomain } from "../shared/observability/watched.ts";
import type { StackContext } from "./context.ts";
import type { NewSearchDomain, OpenSearchSink } from "./environments/settings.ts";
import { kept } from "./kept.ts";
import type { StackNetwork } from "./network.ts";
import { allowStatement, type Statement } from "./policy.ts";
import { domainLogs } from "./search/domain-logs.ts";

/** `flat_object`, which maps are indexed as, came with 2.7. */
const ENGINE = "OpenSearch_2.19";

/** The domain that enriched events are copied to: the stack's own, in its network, or one that is there. */
export class SearchSink extends Construct {
  /** The alias of all indices, which their names begin with. */
  readonly alias: string;
  /** Of the domain. */
  readonly host: string;
  /** The network from which the domain is reached; absent for one on the internet. */
  readonly network: StackNetwork | undefined;
  /** What must stand before the function writes. */
  readonly ready: ITerraformDependable[] = [];
  /** Absent of a domain that somebody else looks after. */
  readonly watched: WatchedDomain | undefined;
  private readonly place: { arn: string; host: string; tls: string };
  private readonly copies: number;
  private readonly sink: OpenSearchSink;

  constructor(
    scope: Construct,
    id: string,
    context: StackContext,
    sink: OpenSearchSink,
    network: StackNetwork,
  ) {
    super(scope, id);
    const { domain } = sink;
    this.sink = sink;
    this.alias = `${context.name}-events`;
    if ("arn" in domain) {
      if (domain.inNetwork && !("vpcId" in context.environment.network))
        throw new Error(
          `sinks.opensearch.domain of ${context.environment.name} is in a network, but \`network\` names none that is there: give its vpcId and subnetIds.`,
        );
      this.place = { arn: domain.arn, host: new URL(domain.url).host, tls: "true" };
      this.network = domain.inNetwork ? network : undefined;
      this.copies = 1;
    } else {
      const created = this.created(context, domain, network);
      this.place = {
        arn: created.arn,
        host: created.endpoint,
        // Always true on AWS. A reference, since whoever runs the stack may put another domain in its place.
        tls: created.getStringAttribute("domain_endpoint_options[0].enforce_https"),
      };
      this.network = network;
      this.copies = domain.instances > 1 ? 1 : 0;
      this.ready.push(created);
      this.watched = {
        name: created.domainName,
        account: context.account,
        volumeGib: domain.volumeGib,
      };
    }
    this.host = this.place.host;
  }

  private created(context: StackContext, domain: NewSearchDomain, network: StackNetwork): OpensearchDomain {
    const { environment, key } = context;
    const zones = Math.min(domain.instances, network.subnetIds.length, 3);
    const name = `events-${environment.name}`;
    const logs = domainLogs(this, context, name);
    return new OpensearchDomain(this, "domain", {
      // At most 28 characters.
      domainName: name,
      engineVersion: ENGINE,
      clusterConfig: {
        instanceType: domain.instanceType,
        instanceCount: domain.instances,
        zoneAwarenessEnabled: zones > 1,
        ...(zones > 1 && { zoneAwarenessConfig: { availabilityZoneCount: zones } }),
      },
      ebsOptions: { ebsEnabled: true, volumeType: "gp3", volumeSize: domain.volumeGib },
      encryptAtRest: { enabled: true, kmsKeyId: key.arn },
      nodeToNodeEncryption: { enabled: true },
      domainEndpointOptions: {
        enforceHttps: true,
        tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10",
      },
      // One subnet a zone: a domain of one node takes no more.
      vpcOptions: {
        subnetIds: network.subnetIds.slice(0, zones),
        securityGroupIds: [network.searchGroup()],
      },
      logPublishingOptions: [{ logType: "ES_APPLICATION_LOGS", cloudwatchLogGroupArn: logs.arn }],
      softwareUpdateOptions: { autoSoftwareUpdateEnabled: true },
      lifecycle: kept(environment),
      dependsOn: logs.ready,
    });
  }

  /** To write documents into the stack's own indices, and to see to their template and their policy: no more of the domain. */
  write(): Statement[] {
    const { arn } = this.place;
    return [
      allowStatement(["es:ESHttpPost"], [`${arn}/${this.alias}-*/_bulk`]),
      allowStatement(
        ["es:ESHttpGet", "es:ESHttpPut"],
        [`${arn}/_index_template/${this.alias}`, `${arn}/_plugins/_ism/policies/${this.alias}`],
      ),
    ];
  }

  get settings() {
    return {
      SEARCH_HOST: this.place.host,
      SEARCH_TLS: this.place.tls,
      SEARCH_ALIAS: this.alias,
      SEARCH_SHARDS: String(this.sink.shards),
      SEARCH_REPLICAS: String(this.copies),
      SEARCH_KEEP_DAYS: String(this.sink.keepDays),
    };
  }
}
